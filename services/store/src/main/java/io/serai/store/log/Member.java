package io.serai.store.log;

/**
 * A node that keeps the log, this one or another.
 *
 * @param name as it is configured
 * @param id of this very process: a node that was started anew is another member
 */
public record Member(String name, String id) {}
