# language: en
Feature: An auditor replays a case

  Facts are only added: what was known at any moment can be seen as it was, and the difference between two moments
  is told to the last entry.

  Background:
    Given it is "2026-03-02 09:00"
    And a "Exposed litter" case dispatched to "cleaning firm"
    And these steps are taken
      | time             | who          | does           | with      |
      | 2026-03-02 09:30 | handler 1    | Sign for       |           |
      | 2026-03-02 11:00 | handler 1    | Report done    |           |
      | 2026-03-02 14:00 | shift leader | Assign a check | checker 1 |
      | 2026-03-02 15:00 | checker 1    | Pass the check |           |
      | 2026-03-03 09:00 | shift leader | Close          |           |

  Rule: a case can be seen as it was at any moment

    Scenario: three moments, three states
      Then as of "2026-03-02 10:00" the case is "Being handled"
      And as of "2026-03-02 14:30" the case is "Being checked"
      And as of "2026-03-03 09:00" the case is "Closed"

    Scenario: before it was reported there was no case
      Then as of "2026-03-02 08:59" there is no such case

  Rule: what changed between two moments is told

    Scenario: from signing to the assignment of the check
      Then between "2026-03-02 09:30" and "2026-03-02 14:00" this changed
        | time             | who          | did            | state         |
        | 2026-03-02 11:00 | handler 1    | Report done    | Reported done |
        | 2026-03-02 14:00 | shift leader | Assign a check | Being checked |
