package io.serai.hub;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.serai.hub.runtime.HubRuntime;
import io.serai.hub.runtime.HubState;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.awaitility.Awaitility;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

/** The real application on ports of its own, and what a test asks it. */
public final class RunningHub implements AutoCloseable {

    public static final String PASSWORD = "an open secret";

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final ConfigurableApplicationContext context;

    private RunningHub(ConfigurableApplicationContext context) {
        this.context = context;
    }

    /** Starts with beans of the test's own, without waiting for the store. */
    public static RunningHub starting(Path folder, Class<?> with, String... settings) {
        List<String> arguments = new ArrayList<>(List.of(
                "--server.port=0",
                "--management.server.port=0",
                "--serai.cluster.locator-port=0",
                "--serai.store.partitions=4",
                "--serai.store.redundant-copies=0",
                "--serai.data-dir=" + folder.resolve("data"),
                "--serai.routes=" + folder.resolve("routes"),
                "--serai.hawtio.password=" + PASSWORD));
        for (String setting : settings) {
            // said twice, Spring would read a list
            arguments.removeIf(before -> before.startsWith(setting.substring(0, setting.indexOf('=') + 1)));
            arguments.add(setting);
        }
        SpringApplication application = new SpringApplication(HubApplication.class, with);
        return new RunningHub(application.run(arguments.toArray(String[]::new)));
    }

    public static RunningHub start(Path folder, String... settings) {
        RunningHub hub = starting(folder, HubApplication.class, settings);
        hub.awaitRunning();
        return hub;
    }

    public void awaitRunning() {
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(20))
                .until(() -> bean(HubRuntime.class).state() == HubState.RUNNING);
    }

    /** Writes a file into the routes folder. */
    public static void route(Path folder, String name, String content) {
        try {
            Path file = folder.resolve("routes").resolve(name);
            Files.createDirectories(file.getParent());
            Files.writeString(file, content);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    public <T> T bean(Class<T> type) {
        return context.getBean(type);
    }

    public int port() {
        return Integer.parseInt(String.valueOf(context.getEnvironment().getProperty("local.server.port")));
    }

    public int managementPort() {
        return Integer.parseInt(String.valueOf(context.getEnvironment().getProperty("local.management.port")));
    }

    public URI uri(String path) {
        return URI.create("http://127.0.0.1:" + port() + path);
    }

    public URI managementUri(String path) {
        return URI.create("http://127.0.0.1:" + managementPort() + path);
    }

    /** An answer, with its body as JSON where it has one. */
    public record Answer(HttpResponse<String> response) {

        public int status() {
            return response.statusCode();
        }

        public String header(String name) {
            return response.headers().firstValue(name).orElse("");
        }

        public JsonNode json() {
            try {
                return JSON.readTree(response.body());
            } catch (IOException none) {
                throw new UncheckedIOException("no JSON: " + response.body(), none);
            }
        }

        /** Of the JSON, as text. */
        public String at(String pointer) {
            return json().at(pointer).asText();
        }

        @Override
        public String toString() {
            return status() + " " + response.headers().map() + " " + response.body();
        }
    }

    public Answer get(String path, String... headers) {
        return send(request(uri(path), headers).GET());
    }

    public Answer manage(String path, String... headers) {
        return send(request(managementUri(path), headers).GET());
    }

    public Answer call(String method, String path, String body, String... headers) {
        return send(request(uri(path), headers).method(method, BodyPublishers.ofString(body)));
    }

    /** An event in binary mode. */
    public Answer publish(String id, String type, String body, String... headers) {
        HttpRequest.Builder request = request(uri("/events"), headers)
                .header("ce-specversion", "1.0")
                .header("ce-id", id)
                .header("ce-source", "/test")
                .header("ce-type", type);
        return send(request.POST(BodyPublishers.ofString(body)));
    }

    public Answer structured(String json) {
        return call("POST", "/events", json, "Content-Type", "application/cloudevents+json");
    }

    public Answer batch(String json) {
        return call("POST", "/events", json, "Content-Type", "application/cloudevents-batch+json");
    }

    public static HttpRequest.Builder request(URI uri, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(20));
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        return request;
    }

    public static Answer send(HttpRequest.Builder request) {
        try {
            return new Answer(
                    HTTP.sendAsync(request.build(), BodyHandlers.ofString()).get(20, TimeUnit.SECONDS));
        } catch (ExecutionException | TimeoutException broken) {
            throw new IllegalStateException("no answer: " + request.build(), broken);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(stopped);
        }
    }

    @Override
    public void close() {
        context.close();
    }
}
