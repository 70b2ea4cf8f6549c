"""What every engine promises. Shipped, so that any engine can be certified by its own tests::

    @pytest.mark.parametrize("promise", PROMISES, ids=lambda promise: promise.__name__)
    async def test_my_engine_keeps(promise: Promise, tmp_path: Path) -> None:
        await promise(MyGround(tmp_path))

A promise that is broken raises ``AssertionError`` (``pytest.register_assert_rewrite`` makes it
eloquent).
"""

from storage.contract import events, outbox, reminders, trail, turns
from storage.contract.ground import Ground, Promise

PROMISES: tuple[Promise, ...] = (
    turns.a_new_officer_has_no_state,
    turns.a_turn_survives_reopening,
    turns.thai_and_emoji_come_back_letter_by_letter,
    turns.a_state_is_kept_until_the_next_one,
    turns.documents_are_put_and_removed,
    turns.what_was_handed_out_or_in_is_never_shared,
    turns.an_exception_keeps_nothing,
    turns.a_cancelled_turn_keeps_nothing,
    turns.a_time_without_a_zone_is_refused,
    events.an_event_is_handled_once,
    events.an_event_is_recognised_after_reopening,
    events.an_event_belongs_to_its_officer,
    events.an_event_that_failed_can_be_tried_again,
    events.a_redelivery_can_be_answered_alike,
    events.replies_are_kept_for_fifty_events,
    events.events_delivered_thrice_and_shuffled_are_each_handled_once,
    events.a_burst_is_one_turn_and_each_of_its_events_is_handled_once,
    events.a_burst_composed_anew_names_what_is_new_in_it,
    events.a_burst_that_failed_marks_nothing_as_handled,
    turns.forty_turns_of_one_officer_take_their_turns,
    turns.officers_do_not_wait_for_each_other,
    turns.officers_are_named_once,
    turns.a_look_leaves_nothing_behind,
    turns.a_closed_store_refuses_work,
    trail.a_trail_is_linked_and_verifies,
    trail.tampering_is_found,
    trail.a_trail_says_nothing_of_the_channel,
    trail.a_float_in_the_trail_is_refused_and_nothing_kept,
    trail.one_message_can_be_erased,
    trail.a_push_that_quotes_what_was_erased_leaves_nothing,
    trail.erasing_is_part_of_its_turn,
    trail.an_officer_can_be_erased,
    trail.a_wipe_leaves_room_for_a_farewell,
    trail.an_erased_officer_can_return,
    trail.erasing_a_stranger_does_nothing,
    outbox.pushes_come_in_order_one_at_a_time,
    outbox.a_lease_ends_and_the_id_stays,
    outbox.a_failure_holds_the_others_back,
    outbox.pushes_wait_for_their_time_without_holding_others_up,
    outbox.a_push_whose_time_comes_waits_for_one_being_sent,
    outbox.a_late_report_counts,
    outbox.a_key_is_waiting_once,
    outbox.pushes_survive_reopening,
    outbox.handing_out_is_limited_and_fair,
    outbox.reports_about_unknown_pushes_are_ignored,
    outbox.what_waits_can_be_seen_and_withdrawn,
    outbox.a_push_withdrawn_while_it_is_sent_holds_nothing_up,
    reminders.reminders_come_when_due_until_forgotten,
    reminders.reminders_survive_reopening,
    reminders.errands_and_reminders_wait_in_lines_of_their_own,
    reminders.the_earliest_reminders_come_first,
)
"""Every promise, in one table."""

__all__ = ["PROMISES", "Ground", "Promise"]
