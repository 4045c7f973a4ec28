package io.serai.delivery.internal.rows;

import java.util.Optional;

/**
 * What a dead letter still has to tell others. It is written with the death and struck off when done, so that a crash in
 * between does it again: the fail event has always the same id, and a forwarding may be seen twice.
 *
 * @param failEvent the fail event is to be published
 * @param failEventDone it was published: never again, however often the letter dies
 * @param forwardTo where the letter is still to be sent
 */
public record Intents(boolean failEvent, boolean failEventDone, Optional<String> forwardTo) {

    public static final Intents NONE = new Intents(false, false, Optional.empty());

    public boolean open() {
        return failEvent || forwardTo.isPresent();
    }

    /** For a letter that dies now. */
    public Intents dying(boolean publishFailEvent, Optional<String> to) {
        return new Intents(publishFailEvent && !failEventDone, failEventDone, to);
    }

    public Intents published() {
        return new Intents(false, true, forwardTo);
    }

    public Intents forwarded() {
        return new Intents(failEvent, failEventDone, Optional.empty());
    }

    void write(RowWriter out) {
        out.flag(failEvent).flag(failEventDone).optional(forwardTo);
    }

    static Intents read(RowReader in) {
        return new Intents(in.flag(), in.flag(), in.optional());
    }
}
