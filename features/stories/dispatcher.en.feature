# language: en
Feature: A dispatcher's day

  The most urgent first; what went to the wrong unit comes back and goes out again; one matter is sent once.

  Rule: the least time left comes first
    @lists
    Scenario: an urgent case leads, the others follow by time left
      Given a "Exposed litter" case called "litter" that is "Filed"
      And it is "2026-03-02 09:10"
      And a "Dirty road" case called "road" that is "Filed"
      And a "Blocked or broken drain" case called "sewage" that is "Filed"
        | Urgent | yes |
      Then the "Filed" cases of "dispatcher" come in this order
        | sewage |
        | litter |
        | road   |

  Rule: what went to the wrong unit is returned and dispatched again

    Scenario: a granted return goes to another unit, whose time starts anew
      Given a "Exposed litter" case dispatched to "upkeep firm"
      When these steps are taken
        | time             | who                     | does             | with          |
        | 2026-03-02 10:00 | head of the upkeep firm | Ask to return    |               |
        | 2026-03-02 10:30 | shift leader            | Grant the return |               |
        | 2026-03-02 11:00 | dispatcher              | Dispatch         | cleaning firm |
      Then the case is "Dispatched"
      And 1 returns count
      And the clock "Handle" is due at "2026-03-02 16:30"

    Scenario: after a working day a return comes too late
      Given a "Exposed litter" case dispatched to "upkeep firm"
      When it is "2026-03-04 09:00"
      And "head of the upkeep firm" does "Ask to return"
      Then it is refused with "A return must be asked for within the time there is for it after the dispatch", code "return_too_late"

  Rule: a dispatched case may be reassigned, and the new unit's time starts anew

    Scenario: another unit gets the case
      Given a "Exposed litter" case dispatched to "upkeep firm"
      When it is "2026-03-02 10:00"
      And "dispatcher" does "Reassign" with "cleaning firm"
      Then the case is "Dispatched"
      And the clock "Sign for" is due at "2026-03-02 12:00"
      And the clock "Handle" is due at "2026-03-02 15:30"

    Scenario: the same unit again makes no sense
      Given a "Exposed litter" case dispatched to "upkeep firm"
      When "dispatcher" does "Reassign" with "upkeep firm"
      Then it is refused with "The new unit must be another one", code "same_unit"

    Scenario: a unit without this duty gets nothing
      Given a "Exposed litter" case that is "Filed"
      When "dispatcher" does "Dispatch" with "bike firm"
      Then it is refused with "The duty list must give the unit this category and place", code "not_in_duty_list"

  Rule: one matter is dispatched once

    Scenario: two people report the same spot
      Given these are reported
        | who        | category       | case   |
        | resident 1 | Exposed litter | first  |
        | resident 2 | Exposed litter | second |
      When "dispatcher" does "Merge" with "first" on "second"
      Then the case "second" is "Merged"
      And the case "first" is "Reported"

    Scenario: two different matters stay apart
      Given these are reported
        | who        | category       | case   |
        | resident 1 | Exposed litter | first  |
        | resident 2 | Dirty road     | second |
      When "dispatcher" does "Merge" with "first" on "second"
      Then it is refused with "It must be the same category and place, the same object, or the same applicant"
