package io.serai.camel;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.SSLContext;

/** An HTTP server that keeps what it gets and answers as told. */
final class HttpTarget implements AutoCloseable {

    final List<Request> requests = new CopyOnWriteArrayList<>();
    volatile int status = 204;
    volatile Map<String, String> answerHeaders = Map.of();
    volatile byte[] answer = new byte[0];

    private final HttpServer server;

    HttpTarget() {
        this(plain());
    }

    /** Over TLS, at this port; 0 for any. */
    HttpTarget(SSLContext tls, int port) {
        this(secured(tls, port));
    }

    private HttpTarget(HttpServer server) {
        this.server = server;
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

    private static HttpServer plain() {
        try {
            return HttpServer.create(loopback(0), 0);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static HttpServer secured(SSLContext tls, int port) {
        try {
            HttpsServer server = HttpsServer.create(loopback(port), 0);
            server.setHttpsConfigurator(new HttpsConfigurator(tls));
            return server;
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static InetSocketAddress loopback(int port) {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }

    int port() {
        return server.getAddress().getPort();
    }

    String url() {
        return (server instanceof HttpsServer ? "https" : "http") + "://127.0.0.1:" + port() + "/charges";
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
