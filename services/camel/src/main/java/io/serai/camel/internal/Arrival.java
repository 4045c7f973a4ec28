package io.serai.camel.internal;

import java.io.InputStream;
import java.io.Reader;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.StreamCache;
import org.jspecify.annotations.Nullable;

/**
 * A message as the route that took it in got it, before any step changed it: what is kept where it is rejected, so that
 * it can go through a mended route again, and what says where it came from though a step took its headers away. Copies
 * of the exchange, as splitters and multicasts make them, carry it, too.
 */
public final class Arrival {

    private static final String PROPERTY = "CamelSeraiArrival";

    private final String routeId;
    private final Map<String, Object> headers;
    private final @Nullable Object body;
    private @Nullable CompletableFuture<String> kept;

    private Arrival(String routeId, Map<String, Object> headers, @Nullable Object body) {
        this.routeId = routeId;
        this.headers = headers;
        this.body = body;
    }

    /** Before the first step of the route that took it in. */
    static void note(Exchange exchange, String routeId) {
        Message message = exchange.getMessage();
        Map<String, Object> headers = new HashMap<>(message.getHeaders());
        exchange.setProperty(PROPERTY, new Arrival(routeId, headers, readable(exchange, message)));
    }

    /** Of an exchange that another route has begun, as behind seda, what began it is another message. */
    public static Optional<Arrival> of(Exchange exchange) {
        return Optional.ofNullable(exchange.getProperty(PROPERTY, Arrival.class))
                .filter(arrival -> arrival.routeId.equals(exchange.getFromRouteId()));
    }

    /** A stream can be read once, so that it is made one that can be read again, as the first step would do it. */
    private static @Nullable Object readable(Exchange exchange, Message message) {
        Object body = message.getBody();
        boolean once = body instanceof InputStream || body instanceof Reader;
        if (once && !(body instanceof StreamCache) && exchange.getContext().isStreamCaching()) {
            StreamCache cache = exchange.getContext().getStreamCachingStrategy().cache(exchange);
            if (cache != null) {
                message.setBody(cache);
                return cache;
            }
        }
        return body;
    }

    public Map<String, Object> headers() {
        return headers;
    }

    public @Nullable Object body() {
        return body;
    }

    /** Keeps the message once, however many of its parts are rejected; a try that failed does not count. */
    public synchronized CompletableFuture<String> keepOnce(Supplier<CompletableFuture<String>> keep) {
        if (kept == null || kept.isCompletedExceptionally()) {
            kept = keep.get();
        }
        return kept;
    }
}
