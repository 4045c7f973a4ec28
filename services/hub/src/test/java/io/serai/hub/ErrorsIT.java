package io.serai.hub;

import static io.serai.hub.PublishIT.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every error on every path is a problem, never a page. */
class ErrorsIT {

    private final RunningHub hub = SharedHub.get();

    @ParameterizedTest
    @ValueSource(strings = {"/", "/nope", "/events/1-1/nope", "/subscriptions/", "/index.html", "/error/x"})
    void aPathThatIsNotThere(String path) {
        assertProblem(hub.get(path, "Accept", "text/html"), 404, "not-found");
    }

    @ParameterizedTest
    @CsvSource({"PUT,/events", "DELETE,/events", "POST,/subscriptions", "PATCH,/dead-letters", "PUT,/catalog"})
    void aMethodThatIsNotThere(String method, String path) {
        RunningHub.Answer refused = hub.call(method, path, "");

        assertProblem(refused, 405, "method-not-allowed");
        assertThat(refused.header("Allow")).contains("GET");
    }

    @Test
    void anAnswerThatTheClientDoesNotTake() {
        assertProblem(hub.get("/events", "Accept", "text/html"), 406, "not-acceptable");
    }

    @Test
    void abodyOfTheWrongType() {
        assertProblem(
                hub.call("POST", "/dead-letters/x/redrive", "<a/>", "Content-Type", "application/xml"),
                415,
                "unsupported-media-type");
    }

    @ParameterizedTest
    @CsvSource({
        "/events?typ=x,typ",
        "/events?limit=0,limit",
        "/events?limit=1001,limit",
        "/events?limit=x,limit",
        "/events?from=yesterday,from",
        "/events?type=a*b,types",
        "/events?after=x,after",
        "/events?type=,type",
        "/events?type=a&type=b,type",
        "/events/0-0?deliveries=perhaps,deliveries",
        "/events/stream?filter=%28,filter",
        "/events/stream?types=,types",
        "/subscriptions?limit=-1,limit",
        "/dead-letters?limit=x,limit",
        "/dead-letters?after=x,after",
        "/dead-letters?type=a*b,type",
        "/catalog?x=1,x"
    })
    void aQueryParameterThatIsWrong(String path, String named) {
        RunningHub.Answer refused = hub.get(path);

        assertProblem(refused, 400, "bad-request");
        assertThat(refused.at("/detail")).contains(named);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /[x HTTP/1.1\r\nHost: a\r\n\r\n",
                "GET /%2e%2e/%5c HTTP/1.1\r\nHost: a\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
                "GET / HTTP/1.1\r\n\r\n",
                "POST /events HTTP/1.1\r\nHost: a\r\nContent-Length: x\r\n\r\n",
                "NONSENSE\r\n\r\n"
            })
    void whatIsHardlyHttp(String request) throws IOException {
        String answer = raw(request);

        assertThat(answer).startsWith("HTTP/1.1 400");
        assertThat(answer).contains("application/problem+json").doesNotContain("<html", "Exception", "Tomcat");
    }

    @Test
    void headersThatAreTooLarge() throws IOException {
        String answer = raw("GET / HTTP/1.1\r\nHost: a\r\nx: " + "y".repeat(40 * 1024) + "\r\n\r\n");

        assertThat(answer).matches("(?s)HTTP/1.1 4(00|31).*").contains("application/problem+json");
    }

    private String raw(String request) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", hub.port())) {
            socket.setSoTimeout(5000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            byte[] answer = new byte[4096];
            int length = socket.getInputStream().readNBytes(answer, 0, 150);
            length += Math.max(0, socket.getInputStream().read(answer, length, answer.length - length));
            return new String(answer, 0, Math.max(0, length), StandardCharsets.ISO_8859_1);
        }
    }
}
