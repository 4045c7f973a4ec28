package io.serai.delivery.internal.rows;

import io.serai.delivery.DeadLetter.Entry;
import io.serai.delivery.Failure;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A delivery that did not succeed at once: what the store knows of it.
 *
 * <p>The states and what leads from one to the next:
 *
 * <ol>
 *   <li>{@code RETRYING}: attempts failed, {@code due} is the next one.
 *   <li>{@code DONE}: it has succeeded, and the row only waits for the cursor to pass. Then it is removed.
 *   <li>{@code DEAD}: given up; {@code intents} says what is still to be told to others.
 *   <li>{@code REDRIVING}: a person wants it tried again, with the attempts of the policy anew. Success makes it
 *       {@code RESOLVED}, giving up {@code DEAD} again.
 *   <li>{@code RESOLVED} and {@code DISCARDED}: over, kept to be looked at.
 * </ol>
 *
 * @param attempts finished attempts, all of them
 * @param started attempts begun and recorded beforehand: more than {@code attempts} when the process ended in one
 * @param base finished attempts before the newest redrive: the policy counts from there
 * @param began the first attempt, or the redrive: {@code max-age} counts from there
 * @param due of the next attempt
 * @param since in this state
 * @param blocksKey it keeps later events of its key waiting, be it dead
 */
public record DeliveryRow(
        State state,
        EventFacts event,
        int attempts,
        int started,
        int base,
        Instant began,
        Instant due,
        Instant since,
        boolean blocksKey,
        String reason,
        String cause,
        String message,
        Intents intents,
        List<Entry> history) {

    /** The newest entries are kept. */
    public static final int MAX_HISTORY = 50;

    static final int MAX_TEXT = 1_000;

    public DeliveryRow {
        history = List.copyOf(history);
    }

    /** See the list above. */
    public enum State {
        RETRYING,
        DONE,
        DEAD,
        REDRIVING,
        RESOLVED,
        DISCARDED
    }

    /** Before the first attempt. */
    public static DeliveryRow fresh(EventFacts event, Instant began) {
        return new DeliveryRow(
                State.RETRYING, event, 0, 0, 0, began, began, began, false, "", "", "", Intents.NONE, List.of());
    }

    /** An attempt is about to begin. */
    public DeliveryRow begun() {
        return new DeliveryRow(
                state,
                event,
                attempts,
                attempts + 1,
                base,
                began,
                due,
                since,
                blocksKey,
                reason,
                cause,
                message,
                intents,
                history);
    }

    /** An attempt has failed; what follows is not decided yet. */
    public DeliveryRow failed(Instant now, Failure failure) {
        int finished = attempts + 1;
        return new DeliveryRow(
                state,
                event,
                finished,
                finished,
                base,
                began,
                due,
                since,
                blocksKey,
                reason,
                failure.cause(),
                shortened(failure.message()),
                intents,
                with(now, "attempt " + finished, failure.cause() + ": " + failure.message()));
    }

    /** Attempts that count against the policy. */
    public int counted() {
        return attempts - base;
    }

    public DeliveryRow retryAt(Instant next) {
        return in(state, next, since, blocksKey, reason, intents, history);
    }

    public DeliveryRow dead(Instant now, String why, Intents next, boolean keepsKeyBlocked) {
        return in(State.DEAD, due, now, keepsKeyBlocked, why, next, history);
    }

    public DeliveryRow redriving(Instant now, String by, Optional<String> why) {
        return new DeliveryRow(
                State.REDRIVING,
                event,
                attempts,
                attempts,
                attempts,
                now,
                now,
                now,
                blocksKey,
                reason,
                cause,
                message,
                intents,
                with(now, "redrive", by + why.map(text -> ": " + text).orElse("")));
    }

    public DeliveryRow done(Instant now) {
        return in(State.DONE, due, now, false, reason, intents, history);
    }

    public DeliveryRow resolved(Instant now) {
        return in(
                State.RESOLVED, due, now, false, reason, intents, with(now, "attempt " + (attempts + 1), "delivered"));
    }

    public DeliveryRow discarded(Instant now, String by, Optional<String> why) {
        return in(
                State.DISCARDED,
                due,
                now,
                false,
                reason,
                intents,
                with(now, "discard", by + why.map(text -> ": " + text).orElse("")));
    }

    public DeliveryRow blocking(boolean now) {
        return in(state, due, since, now, reason, intents, history);
    }

    public DeliveryRow intending(Intents next) {
        return in(state, due, since, blocksKey, reason, next, history);
    }

    public DeliveryRow noting(Instant now, String what, String detail) {
        return in(state, due, since, blocksKey, reason, intents, with(now, what, detail));
    }

    private DeliveryRow in(
            State next,
            Instant nextDue,
            Instant nextSince,
            boolean nextBlocksKey,
            String why,
            Intents nextIntents,
            List<Entry> entries) {
        return new DeliveryRow(
                next,
                event,
                attempts,
                started,
                base,
                began,
                nextDue,
                nextSince,
                nextBlocksKey,
                why,
                cause,
                message,
                nextIntents,
                entries);
    }

    private List<Entry> with(Instant time, String what, String detail) {
        List<Entry> entries = new ArrayList<>(history);
        entries.add(new Entry(time, what, shortened(detail)));
        return entries.size() > MAX_HISTORY ? entries.subList(entries.size() - MAX_HISTORY, entries.size()) : entries;
    }

    private static String shortened(String text) {
        return text.length() > MAX_TEXT ? text.substring(0, MAX_TEXT) + "…" : text;
    }
}
