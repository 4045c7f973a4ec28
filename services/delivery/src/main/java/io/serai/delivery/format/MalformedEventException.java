package io.serai.delivery.format;

import io.serai.store.StoreException;
import java.util.List;

/** What was sent as an event, or as a batch of them, is none. */
public final class MalformedEventException extends StoreException {

    private static final long serialVersionUID = 1L;

    private final transient List<Mistake> mistakes;

    /**
     * @param mistakes the first of them, at least one
     * @param more how many there are besides
     */
    public MalformedEventException(List<Mistake> mistakes, int more) {
        super(told(mistakes.get(0)) + (mistakes.size() + more > 1 ? others(mistakes.size() + more - 1) : ""));
        this.mistakes = List.copyOf(mistakes);
    }

    public List<Mistake> mistakes() {
        return mistakes;
    }

    private static String told(Mistake first) {
        return first.pointer().isEmpty() ? first.what() : first.pointer() + ": " + first.what();
    }

    private static String others(int count) {
        return " (and " + count + (count == 1 ? " more mistake)" : " more mistakes)");
    }

    /**
     * One mistake.
     *
     * @param pointer JSON Pointer (RFC 6901) into the event or the batch; empty where it is all of it
     */
    public record Mistake(String pointer, String what) {}
}
