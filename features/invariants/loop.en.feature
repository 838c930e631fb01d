# language: en
@history
Feature: What was recorded keeps the laws of the loop

  The whole record is judged again: every step by the version its case followed, the posts people held and the calendar
  in force then.

  Rule: Who handles a case neither checks nor closes it

    Scenario: Nobody checked a case of his own
      Then no recorded step "checked or closed a case of the actor's own"

    Scenario: Every step was taken by somebody who held the post
      Then no recorded step "was taken by somebody without the post"

  Rule: A return has a reason and goes on

    Scenario: Every return has a reason and a new dispatch
      Then no recorded step "returned a case without a reason"
      And no recorded step "went on after a return without a new dispatch"
