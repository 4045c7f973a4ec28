package io.serai.hub.runtime;

/** What the hub goes through; it ends in {@code STOPPED} or {@code FAILED}. */
public enum HubState {
    /** The store is not ready. */
    OPENING,
    /** The hub is built, subscriptions and routes are being started. */
    STARTING,
    RUNNING,
    STOPPING,
    STOPPED,
    /** The store failed; the process is about to end. */
    FAILED
}
