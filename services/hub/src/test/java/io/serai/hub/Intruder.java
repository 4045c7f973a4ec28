package io.serai.hub;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;

/** Sends what must not get in, and sees that it did not: that it was told so, that nothing is kept, that others go on. */
final class Intruder {

    static final String EVENT = "application/cloudevents+json";
    static final String BATCH = "application/cloudevents-batch+json";

    final String mark = UUID.randomUUID().toString();

    private final RunningHub hub;

    Intruder(RunningHub hub) {
        this.hub = hub;
    }

    /** The headers of an event in binary mode, all right. */
    Map<String, String> binary() {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("ce-specversion", "1.0");
        headers.put("ce-id", mark);
        headers.put("ce-source", "/edge/" + mark);
        headers.put("ce-type", "edge." + mark);
        return headers;
    }

    /** The members of an event in JSON, all right, and more. */
    String json(String id, String more) {
        return "{\"specversion\":\"1.0\",\"id\":\"" + id + "\",\"source\":\"/edge/" + mark + "\",\"type\":\"edge."
                + mark + "\"" + more + "}";
    }

    static String head(String request, Map<String, String> headers) {
        return request + " HTTP/1.1\r\nHost: hub\r\n"
                + headers.entrySet().stream()
                        .map(header -> header.getKey() + ": " + header.getValue() + "\r\n")
                        .collect(Collectors.joining());
    }

    RawConnection.Answer post(Map<String, String> headers, byte[] body) throws IOException {
        try (RawConnection connection = new RawConnection(hub)) {
            return connection
                    .send(head("POST /events", headers) + "Content-Length: " + body.length + "\r\n\r\n")
                    .send(body)
                    .answer();
        }
    }

    RawConnection.Answer post(String contentType, String body) throws IOException {
        return post(contentType, body.getBytes(StandardCharsets.UTF_8));
    }

    RawConnection.Answer post(String contentType, byte[] body) throws IOException {
        return post(Map.of("Content-Type", contentType), body);
    }

    /** Told as a problem, with these words in the detail; nothing kept; the next one gets in. */
    JsonNode assertRefused(RawConnection.Answer answer, int status, String code, String... words) throws IOException {
        JsonNode problem = problem(answer, status, code);
        for (String word : words) {
            assertThat(problem.at("/detail").asText()).contains(word);
        }
        assertNothingKept();
        return problem;
    }

    static JsonNode problem(RawConnection.Answer answer, int status, String code) throws IOException {
        assertThat(answer.status()).as(answer.toString()).isEqualTo(status);
        assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
        JsonNode problem = answer.json();
        assertThat(problem.at("/status").asInt()).isEqualTo(status);
        assertThat(problem.at("/code").asText()).isEqualTo(code);
        assertThat(problem.at("/type").asText()).isEqualTo("urn:serai:problem:" + code);
        assertThat(problem.at("/title").asText()).isNotBlank();
        assertThat(answer.body()).doesNotContain("Exception", "io.serai", "\tat ", "<html", "StreamRead");
        return problem;
    }

    void assertNothingKept() {
        assertThat(kept("type=edge." + mark)).isZero();
        assertThat(kept("source=/edge/" + mark)).isZero();
        assertThat(hub.publish(UUID.randomUUID().toString(), "edge.next", "").status())
                .isEqualTo(202);
    }

    int kept(String query) {
        int kept = 0;
        String next = "";
        do {
            JsonNode page = hub.get("/events?" + query + (next.isEmpty() ? "" : "&after=" + next))
                    .json();
            kept += page.at("/items").size();
            next = page.at("/next").asText("");
        } while (!next.isEmpty());
        return kept;
    }
}
