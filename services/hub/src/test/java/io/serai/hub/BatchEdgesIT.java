package io.serai.hub;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Batches with something wrong in them: which events, all of them, and nothing is kept. */
class BatchEdgesIT {

    private final RunningHub hub = SharedHub.get();
    private final Intruder intruder = new Intruder(hub);

    private String event(int number) {
        return event(number, "");
    }

    private String event(int number, String more) {
        return intruder.json(intruder.mark + "-" + number, more);
    }

    private RawConnection.Answer post(String... events) throws IOException {
        return intruder.post(Intruder.BATCH, "[" + String.join(",", events) + "]");
    }

    private static List<String> pointers(JsonNode problem) {
        return problem.at("/errors").findValuesAsText("pointer");
    }

    @Test
    void anEventThatIsNoneIsNamedByItsIndex() throws IOException {
        JsonNode problem = intruder.assertRefused(
                post(event(0), event(1), event(2), event(3).replaceFirst("\"id\":\"[^\"]*\",", "")),
                400,
                "invalid-event",
                "/3/id: is missing");

        assertThat(pointers(problem)).containsExactly("/3/id");
    }

    @Test
    void allMistakesOfAllEventsAreToldAtOnce() throws IOException {
        JsonNode problem = intruder.assertRefused(
                post("7", event(1), event(2, ",\"time\":\"noon\",\"A\":1"), "{}", event(4, ",\"id\":\"x\"")),
                400,
                "invalid-event",
                "/0: a CloudEvent in JSON is an object, was 7 (and 7 more mistakes)");

        assertThat(pointers(problem))
                .containsExactlyInAnyOrder(
                        "/0", "/2/time", "/2/A", "/3/specversion", "/3/id", "/3/source", "/3/type", "/4/id");
    }

    @Test
    void noMoreMistakesAreToldThanHelp() throws IOException {
        JsonNode problem = intruder.assertRefused(
                post(IntStream.range(0, 500).mapToObj(Integer::toString).toArray(String[]::new)),
                400,
                "invalid-event",
                "and 499 more mistakes");

        assertThat(pointers(problem)).hasSize(20);
    }

    @Test
    void whatIsNoJsonIsNamedByItsIndexAndPlace() throws IOException {
        JsonNode problem = intruder.assertRefused(
                post(event(0), "{\"id\": \"1\" \"source\"}"), 400, "invalid-event", "is no JSON", "at line 1, column ");

        assertThat(pointers(problem)).containsExactly("/1/id");
    }

    @Test
    void dataThatDoesNotFitItsSchemaIsNamedByItsIndex() throws IOException {
        String checked = event(0, ",\"data\":{\"amount\":\"much\"}").replace("edge." + intruder.mark, "test.checked");
        String right = event(1, ",\"data\":{\"amount\":1}").replace("edge." + intruder.mark, "test.checked");
        String empty = event(2).replace("edge." + intruder.mark, "test.checked");
        JsonNode problem = intruder.assertRefused(
                post(event(3), checked, right, empty),
                422,
                "schema-violation",
                "event 1 of the batch: ",
                "/amount",
                "and 1 more of its events");

        assertThat(pointers(problem)).containsExactly("/1/data/amount", "/3/data");
    }

    @Test
    void anEventThatIsTooLargeIsNamedByItsIndex() throws IOException {
        JsonNode problem = intruder.assertRefused(
                post(event(0), event(1, ",\"data\":\"" + "x".repeat(21_000) + "\"")),
                413,
                "too-large",
                "event 1 of the batch: ",
                "serai.store.max-event-size",
                "dataref");

        assertThat(pointers(problem)).containsExactly("/1");
    }

    @Test
    void aBatchThatIsTooLargeIsRefusedWhole() throws IOException {
        String events = IntStream.range(0, 400).mapToObj(this::event).collect(Collectors.joining(","));

        intruder.assertRefused(
                intruder.post(Intruder.BATCH, "[" + events + "]"),
                413,
                "too-large",
                "51200 bytes (serai.http.max-batch-size); send fewer events at once");
    }

    @Test
    void manyEventsThatFitAreKept() throws IOException {
        RawConnection.Answer kept =
                post(IntStream.range(0, 200).mapToObj(this::event).toArray(String[]::new));

        assertThat(kept.status()).as(kept.toString()).isEqualTo(202);
        assertThat(kept.json().at("/items")).hasSize(200);
        assertThat(intruder.kept("type=edge." + intruder.mark)).isEqualTo(200);
    }

    @Test
    void theSameEventTwiceIsKeptOnce() throws IOException {
        RawConnection.Answer kept = post(event(0), event(1), event(0));

        assertThat(kept.status()).as(kept.toString()).isEqualTo(202);
        assertThat(kept.json().at("/items/2/duplicate").asBoolean()).isTrue();
        assertThat(kept.json().at("/items/2/position")).isEqualTo(kept.json().at("/items/0/position"));
        assertThat(intruder.kept("type=edge." + intruder.mark)).isEqualTo(2);
    }

    @Test
    void theSameIdTwiceWithOtherContentIsRefused() throws IOException {
        JsonNode problem = intruder.assertRefused(
                post(event(0), event(1), event(0, ",\"data\":1")),
                400,
                "invalid-event",
                "event 2 of the batch: ",
                "twice, with other content; give one of both an id of its own");

        assertThat(pointers(problem)).containsExactly("/2");
    }

    @Test
    void aKnownIdWithOtherContentIsNamedByItsIndexAndTheOthersAreKeptOnce() throws IOException {
        intruder.post(Intruder.EVENT, event(1));
        RawConnection.Answer refused = post(event(0), event(1, ",\"data\":1"), event(2));
        JsonNode problem = Intruder.problem(refused, 409, "conflict");

        assertThat(problem.at("/detail").asText()).contains("event 1 of the batch: ", "an id of its own");
        assertThat(pointers(problem)).containsExactly("/1");
        assertThat(post(event(0), event(2)).status()).isEqualTo(202);
        assertThat(intruder.kept("type=edge." + intruder.mark)).isEqualTo(3);
    }

    @Test
    void anEmptyBatchIsNoMistake() throws IOException {
        RawConnection.Answer kept = post();

        assertThat(kept.status()).isEqualTo(202);
        assertThat(kept.body()).isEqualTo("{\"items\":[]}");
    }

    @Test
    void anEventInPlaceOfABatchIsNone() throws IOException {
        intruder.assertRefused(
                intruder.post(Intruder.BATCH, event(0)), 400, "invalid-event", "is an array, was an object");
    }
}
