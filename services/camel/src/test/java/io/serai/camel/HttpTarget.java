package io.serai.camel;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/** An HTTP server that keeps what it gets and answers as told. */
final class HttpTarget implements AutoCloseable {

    final List<Request> requests = new CopyOnWriteArrayList<>();
    volatile int status = 204;
    volatile Map<String, String> answerHeaders = Map.of();
    volatile byte[] answer = new byte[0];

    private final HttpServer server;

    HttpTarget() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        server.createContext("/", exchange -> {
            requests.add(new Request(
                    exchange.getRequestMethod(),
                    exchange.getRequestURI().toString(),
                    exchange.getRequestHeaders(),
                    exchange.getRequestBody().readAllBytes()));
            answerHeaders.forEach(exchange.getResponseHeaders()::add);
            exchange.sendResponseHeaders(status, answer.length == 0 ? -1 : answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/charges";
    }

    @Override
    public void close() {
        server.stop(0);
    }

    record Request(String method, String path, Headers raw, byte[] body) {

        /** Without what every HTTP client sends; names in lower case. */
        Map<String, String> headers() {
            Map<String, String> headers = new HashMap<>();
            raw.forEach(
                    (name, values) -> headers.put(name.toLowerCase(java.util.Locale.ROOT), String.join(",", values)));
            headers.keySet()
                    .removeAll(List.of(
                            "host",
                            "connection",
                            "user-agent",
                            "accept-encoding",
                            "content-length",
                            "upgrade",
                            "transfer-encoding"));
            return headers;
        }
    }
}
