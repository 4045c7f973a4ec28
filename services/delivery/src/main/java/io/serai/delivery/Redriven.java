package io.serai.delivery;

import io.serai.store.Appended;
import java.util.List;

/** How the redrive of rejected input ended. */
public sealed interface Redriven {

    /**
     * Its route took it.
     *
     * @param events what was published of it, in this order; none where the route wanted nothing of it
     */
    record Published(List<Appended> events) implements Redriven {

        public Published {
            events = List.copyOf(events);
        }
    }

    /** It was rejected again; what else was published of it stays published. */
    record Rejected(String code, String message) implements Redriven {}
}
