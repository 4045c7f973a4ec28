package io.serai.hub;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.ToIntFunction;

/** Where subscriptions deliver to; writes down what came. */
final class HttpTarget implements AutoCloseable {

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<Arrival> arrivals = new CopyOnWriteArrayList<>();
    private volatile ToIntFunction<Arrival> answer = arrival -> 200;

    HttpTarget() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
        server.setExecutor(threads);
        server.createContext("/", this::take);
        server.start();
    }

    /** An attempt, as it came in. */
    record Arrival(String path, String id, int attempt) {}

    private void take(HttpExchange exchange) throws IOException {
        try (exchange) {
            Arrival arrival = new Arrival(
                    exchange.getRequestURI().getPath(),
                    exchange.getRequestHeaders().getFirst("ce-id"),
                    Integer.parseInt(exchange.getRequestHeaders().getFirst("serai-attempt")));
            exchange.getRequestBody().readAllBytes();
            arrivals.add(arrival);
            exchange.sendResponseHeaders(answer.applyAsInt(arrival), -1);
        }
    }

    /** The status to answer with from now on; may take its time. */
    HttpTarget answering(ToIntFunction<Arrival> how) {
        answer = how;
        return this;
    }

    String url(String path) {
        return "http://127.0.0.1:" + server.getAddress().getPort() + path;
    }

    List<Arrival> arrivals(String path) {
        return arrivals.stream().filter(one -> one.path().equals(path)).toList();
    }

    List<String> ids(String path) {
        return arrivals(path).stream().map(Arrival::id).toList();
    }

    void forget() {
        arrivals.clear();
    }

    @Override
    public void close() {
        threads.shutdownNow();
        server.stop(0);
    }
}
