package io.serai.sandbox.consumers;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The services that the hub delivers to over HTTP, and the door through which {@code curl} reaches Kafka and JMS.
 *
 * <ul>
 *   <li>{@code POST /kafka/TOPIC} and {@code POST /jms/QUEUE}: sends the body there, as any application would
 *   <li>{@code POST /fail?times=2&status=503}: refuses the next deliveries; {@code times=0} ends it
 *   <li>{@code POST /ANYTHING-ELSE}: takes the event for the service of that name
 * </ul>
 */
public final class HttpStandIn implements AutoCloseable {

    /** The service that takes what others refused, whatever it says. */
    public static final String DEAD_LETTERS = "dead-letters";

    private static final int ACCEPTED = 202;
    private static final int NO_CONTENT = 204;
    private static final int BAD_REQUEST = 400;
    private static final int METHOD_NOT_ALLOWED = 405;
    private static final int BAD_GATEWAY = 502;

    private final int port;
    private final Producers producers;
    private final Arrivals arrivals;
    private final Failures failures = new Failures();
    private @Nullable HttpServer server;
    private @Nullable ExecutorService threads;

    public HttpStandIn(int port, Producers producers, Arrivals arrivals) {
        this.port = port;
        this.producers = producers;
        this.arrivals = arrivals;
    }

    public void start() {
        try {
            HttpServer starting = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
            ExecutorService pool = Executors.newCachedThreadPool(task -> {
                Thread thread = new Thread(task, "stand-in-http");
                thread.setDaemon(true);
                return thread;
            });
            starting.setExecutor(pool);
            starting.createContext("/", this::handle);
            starting.start();
            server = starting;
            threads = pool;
        } catch (IOException e) {
            throw new UncheckedIOException("the HTTP stand-in cannot listen on port " + port, e);
        }
    }

    @Override
    public void close() {
        if (server != null) {
            server.stop(0);
            server = null;
        }
        if (threads != null) {
            threads.shutdownNow();
            threads = null;
        }
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            String[] path = exchange.getRequestURI().getPath().substring(1).split("/", 2);
            if (!"POST".equals(exchange.getRequestMethod()) || path[0].isEmpty()) {
                answer(
                        exchange,
                        METHOD_NOT_ALLOWED,
                        "POST to /kafka/TOPIC, /jms/QUEUE, /fail?times=2&status=503 or /SERVICE");
                return;
            }
            switch (path[0]) {
                case "kafka", "jms" -> send(exchange, path, body);
                case "fail" -> fail(exchange);
                default -> take(exchange, path[0], body);
            }
        }
    }

    private void send(HttpExchange exchange, String[] path, String body) throws IOException {
        if (path.length < 2 || path[1].isEmpty()) {
            answer(exchange, BAD_REQUEST, "name where to: /" + path[0] + "/NAME");
            return;
        }
        try {
            String where = "kafka".equals(path[0]) ? producers.kafka(path[1], body) : producers.jms(path[1], body);
            answer(exchange, ACCEPTED, where);
        } catch (ProducerException e) {
            answer(exchange, BAD_GATEWAY, e.getMessage());
        }
    }

    private void fail(HttpExchange exchange) throws IOException {
        Map<String, String> query = query(exchange);
        try {
            int times = Integer.parseInt(query.getOrDefault("times", "1"));
            int status = Integer.parseInt(query.getOrDefault("status", "503"));
            failures.refuse(times, status);
            answer(exchange, ACCEPTED, "the next %d deliveries are refused with %d".formatted(times, status));
        } catch (NumberFormatException e) {
            answer(exchange, BAD_REQUEST, "times and status are numbers: /fail?times=2&status=503");
        }
    }

    private void take(HttpExchange exchange, String service, String body) throws IOException {
        Arrival arrival = Arrival.of(
                service,
                exchange.getRequestHeaders().keySet(),
                name -> exchange.getRequestHeaders().getFirst(name),
                body);
        // a dead letter brings the data that told the first receiver to refuse it
        OptionalInt refusal = DEAD_LETTERS.equals(service) ? OptionalInt.empty() : failures.refusal(arrival);
        arrivals.arrived(arrival, refusal.isPresent() ? "refused with " + refusal.getAsInt() : "taken");
        if (refusal.isPresent()) {
            answer(exchange, refusal.getAsInt(), "refused, as asked for");
        } else {
            exchange.sendResponseHeaders(NO_CONTENT, -1);
        }
    }

    private static Map<String, String> query(HttpExchange exchange) {
        String query = exchange.getRequestURI().getRawQuery();
        if (query == null) {
            return Map.of();
        }
        return Arrays.stream(query.split("&"))
                .map(pair -> pair.split("=", 2))
                .collect(Collectors.toMap(
                        pair -> pair[0],
                        pair -> pair.length > 1 ? URLDecoder.decode(pair[1], StandardCharsets.UTF_8) : "",
                        (first, second) -> second));
    }

    private static void answer(HttpExchange exchange, int status, @Nullable String text) throws IOException {
        byte[] bytes = (text + "\n").getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "text/plain; charset=utf-8");
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
    }
}
