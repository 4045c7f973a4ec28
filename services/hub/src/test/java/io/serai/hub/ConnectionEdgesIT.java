package io.serai.hub;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is wrong with a request before anybody looks for an event in it. */
class ConnectionEdgesIT {

    private final RunningHub hub = SharedHub.get();
    private final Intruder intruder = new Intruder(hub);

    private String binary(String... more) {
        return Intruder.head("POST /events", intruder.binary()) + String.join("\r\n", more) + "\r\n\r\n";
    }

    @Nested
    class Headers {

        @Test
        void areNotThousands() throws IOException {
            try (RawConnection connection = new RawConnection(hub)) {
                intruder.assertRefused(
                        connection
                                .send(binary("x: y\r\n".repeat(4000).strip(), "Content-Length: 0"))
                                .answer(),
                        400,
                        "bad-request",
                        "more than 100 headers");
            }
        }

        @ParameterizedTest
        @ValueSource(ints = {40_000, 2_000_000})
        void areNotTooLarge(int size) throws IOException {
            try (RawConnection connection = new RawConnection(hub)) {
                try {
                    connection.send(binary("x: " + "y".repeat(size), "Content-Length: 0"));
                } catch (SocketException closed) {
                    // the hub has read enough
                }
                intruder.assertRefused(
                        connection.answer(), 400, "bad-request", "32768 bytes", "server.max-http-request-header-size");
            }
        }

        @Test
        void mayBeAsManyAsFit() throws IOException {
            Map<String, String> headers = new LinkedHashMap<>(intruder.binary());
            for (int i = 0; i < 90; i++) {
                headers.put("ce-x" + i, "v".repeat(100));
            }

            assertThat(intruder.post(headers, new byte[0]).status()).isEqualTo(202);
        }

        @ParameterizedTest
        @CsvSource({"gzip", "deflate", "br", "'gzip, identity'"})
        void doNotSayThatTheBodyIsCompressed(String encoding) throws IOException {
            Map<String, String> headers = intruder.binary();
            headers.put("Content-Encoding", encoding);

            intruder.assertRefused(
                    intruder.post(headers, new byte[] {31, -117, 8}),
                    415,
                    "unsupported-media-type",
                    "Content-Encoding '" + encoding + "'",
                    "send the body as it is");
        }

        @ParameterizedTest
        @CsvSource({
            "application/json",
            "application/cloudevents+xml",
            "application/cloudevents-batch+avro",
            "application/cloudevents",
            "text/plain",
            "''"
        })
        void nameAContentTypeThatIsKnown(String contentType) throws IOException {
            intruder.assertRefused(
                    intruder.post(contentType, intruder.json(intruder.mark, "")),
                    415,
                    "unsupported-media-type",
                    "'" + contentType + "'",
                    Intruder.EVENT,
                    Intruder.BATCH);
        }
    }

    @Nested
    class Expect100 {

        @Test
        void isAnsweredBeforeTheBodyIsTaken() throws IOException {
            try (RawConnection connection = new RawConnection(hub)) {
                connection.send(binary("Content-Length: 3", "Expect: 100-continue"));
                assertThat(connection.answer().status()).isEqualTo(100);
                assertThat(connection.send("abc").answer().status()).isEqualTo(202);
            }
        }

        @Test
        void isRefusedAtOnceWhereTheBodyWouldBe() throws IOException {
            try (RawConnection connection = new RawConnection(hub)) {
                intruder.assertRefused(
                        connection
                                .send(binary("Content-Length: 100000", "Expect: 100-continue"))
                                .answer(),
                        413,
                        "too-large");
            }
        }
    }

    @Nested
    class Connections {

        @Test
        void mayBeOfHttp10() throws IOException {
            try (RawConnection connection = new RawConnection(hub)) {
                RawConnection.Answer kept = connection
                        .send(binary("Content-Length: 1").replace("HTTP/1.1", "HTTP/1.0") + "x")
                        .answer();

                assertThat(kept.status()).as(kept.toString()).isEqualTo(202);
                assertThat(connection.isClosedByTheHub()).isTrue();
            }
        }

        @Test
        void goOnAfterARequestThatWasRefusedWhole() throws IOException {
            try (RawConnection connection = new RawConnection(hub)) {
                connection.send("POST /events HTTP/1.1\r\nHost: hub\r\nContent-Length: 3\r\n\r\nabc"
                        + binary("Content-Length: 3") + "abc");

                Intruder.problem(connection.answer(), 415, "unsupported-media-type");
                assertThat(connection.answer().status()).isEqualTo(202);
            }
            assertThat(intruder.kept("type=edge." + intruder.mark)).isEqualTo(1);
        }

        @Test
        void neverTakeTheBodyOfOneRequestForTheNext() throws IOException {
            String smuggled = binary("Content-Length: 0");
            try (RawConnection connection = new RawConnection(hub)) {
                connection.send("POST /events HTTP/1.1\r\nHost: hub\r\nContent-Type: " + Intruder.EVENT
                        + "\r\nContent-Length: " + smuggled.length() + "\r\n\r\n" + smuggled);

                intruder.assertRefused(connection.answer(), 400, "invalid-event", "is no JSON");
            }
            intruder.assertNothingKept();
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "Transfer-Encoding: chunked\r\nContent-Length: 3",
                    "Content-Length: 3\r\nContent-Length: 4",
                    "Content-Length: -1",
                    "Content-Length: +3",
                    "Transfer-Encoding: chunked, chunked"
                })
        void areNotGuessedAt(String framing) throws IOException {
            try (RawConnection connection = new RawConnection(hub)) {
                intruder.assertRefused(connection.send(binary(framing) + "zzz").answer(), 400, "bad-request");
                assertThat(connection.isClosedByTheHub()).isTrue();
            }
        }
    }

    @Nested
    class Methods {

        @ParameterizedTest
        @ValueSource(strings = {"PUT", "PATCH", "DELETE", "PROPFIND"})
        void thatAreNotThereNameThoseThatAre(String method) throws IOException {
            try (RawConnection connection = new RawConnection(hub)) {
                RawConnection.Answer answer = connection
                        .send(binary("Content-Length: 0").replaceFirst("POST", method))
                        .answer();

                intruder.assertRefused(answer, 405, "method-not-allowed", method);
                assertThat(answer.header("Allow")).contains("GET", "POST");
            }
        }

        @Test
        void areToldToOptions() throws IOException {
            try (RawConnection connection = new RawConnection(hub)) {
                RawConnection.Answer answer = connection
                        .send("OPTIONS /events HTTP/1.1\r\nHost: hub\r\n\r\n")
                        .answer();

                assertThat(answer.status()).isEqualTo(200);
                assertThat(answer.header("Allow").toUpperCase(Locale.ROOT)).contains("GET", "HEAD", "POST");
            }
        }

        @Test
        void ofHeadHaveNoBody() throws IOException {
            try (RawConnection connection = new RawConnection(hub)) {
                RawConnection.Answer answer = connection
                        .send("HEAD /events HTTP/1.1\r\nHost: hub\r\n\r\n")
                        .answer("HEAD");
                RawConnection.Answer next = connection
                        .send("HEAD /nope HTTP/1.1\r\nHost: hub\r\n\r\n")
                        .answer("HEAD");

                assertThat(answer.status()).isEqualTo(200);
                assertThat(next.status()).isEqualTo(404);
            }
        }
    }

    @Test
    void aKnownIdWithOtherContentIsRefusedAndTheFirstStays() throws IOException {
        intruder.post(intruder.binary(), "one".getBytes(StandardCharsets.UTF_8));
        RawConnection.Answer refused = intruder.post(intruder.binary(), "two".getBytes(StandardCharsets.UTF_8));

        assertThat(Intruder.problem(refused, 409, "conflict").at("/detail").asText())
                .contains(intruder.mark, "/edge/" + intruder.mark, "give the new event an id of its own");
        assertThat(intruder.kept("type=edge." + intruder.mark)).isEqualTo(1);
    }
}
