package io.serai.store;

import java.util.Locale;

/** What an event has survived before it is acknowledged: {@code serai.store.durability}. */
public enum Durability {
    /** Forced to the device on every live copy: survives a power cut. */
    FSYNC,
    /** Written to the operating system on every live copy: survives any process, not a power cut of all copies at once. */
    REPLICATED;

    /** As it is written in configuration and status. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
