package io.serai.delivery;

import io.cloudevents.CloudEvent;

/**
 * How many events an event has behind it in its chain of causes. What the hub publishes because of an event – a reply,
 * an event of a subscription's route, a fail event – carries one more than that event; what comes from outside carries
 * none, or what it says itself.
 */
public final class Hops {

    /** The CloudEvents extension attribute, an Integer. */
    public static final String EXTENSION = "seraihops";

    /** As far as a chain goes unless told otherwise. */
    public static final int DEFAULT_LIMIT = 32;

    private Hops() {}

    /** 0 where the event says nothing, or no number. */
    public static int of(CloudEvent event) {
        Object said = event.getExtension(EXTENSION);
        if (said == null) {
            return 0;
        }
        try {
            return Math.max(0, Integer.parseInt(said.toString().strip()));
        } catch (NumberFormatException noNumber) {
            return 0;
        }
    }

    /** Of an event that this one causes. */
    public static int after(CloudEvent cause) {
        return Math.min(of(cause), Integer.MAX_VALUE - 1) + 1;
    }
}
