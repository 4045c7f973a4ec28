package io.serai.store;

import java.net.URI;

/**
 * The answer to an append: the event is durable at this position.
 *
 * @param duplicate the event was known already; {@code position} is where it was stored first
 */
public record Appended(String id, URI source, Position position, boolean duplicate) {}
