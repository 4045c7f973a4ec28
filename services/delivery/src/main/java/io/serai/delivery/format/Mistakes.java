package io.serai.delivery.format;

import io.serai.delivery.format.MalformedEventException.Mistake;
import java.util.ArrayList;
import java.util.List;

/** Gathers what is wrong, so that a sender is told all of it at once – as far as that helps. */
public final class Mistakes {

    private static final int TOLD = 20;

    private final List<Mistake> first = new ArrayList<>();
    private int more;

    /** @param pointer JSON Pointer (RFC 6901) to what is wrong */
    public void add(String pointer, String what) {
        if (first.size() < TOLD) {
            first.add(new Mistake(pointer, what));
        } else {
            more++;
        }
    }

    /** Throws where there is any. */
    public void throwIfAny() {
        if (!first.isEmpty()) {
            throw new MalformedEventException(first, more);
        }
    }

    /** The pointer to a member of an object; a name longer than anybody wants to read is cut. */
    public static String pointer(String parent, String name) {
        return parent + "/" + Attributes.shown(name).replace("~", "~0").replace("/", "~1");
    }
}
