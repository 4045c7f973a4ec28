package io.serai.hub;

import static io.serai.hub.PublishIT.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** GET /events. */
class SearchIT {

    private final RunningHub hub = SharedHub.get();
    private final String run = UUID.randomUUID().toString();
    private final String type = "test.search." + run;

    private String publish(String id, String... headers) {
        return hub.publish(run + id, type, "x", headers).at("/position");
    }

    private List<String> find(String query) {
        return hub.get("/events?" + query).json().at("/items").findValuesAsText("id").stream()
                .map(id -> id.substring(run.length()))
                .toList();
    }

    @Test
    void findsByEachAttribute() {
        publish("1", "ce-subject", "a/b c", "ce-correlationid", "t1");
        publish("2", "ce-subject", "b", "ce-correlationid", "t2");

        assertThat(find("type=" + type)).containsExactlyInAnyOrder("1", "2");
        assertThat(find("type=" + type.substring(0, 20) + "*&source=/test&subject=a/b%20c"))
                .containsExactly("1");
        assertThat(find("type=" + type + "&correlationid=t2")).containsExactly("2");
        assertThat(find("type=" + type + "&source=/other")).isEmpty();
    }

    @Test
    void findsByTheTimeOfKeeping() {
        String position = publish("1");
        String recorded = hub.get("/events/" + position).at("/recordedtime");

        assertThat(find("type=" + type + "&from=" + recorded)).containsExactly("1");
        assertThat(find("type=" + type + "&to=" + recorded)).isEmpty();
        assertThat(find("type=" + type + "&from=2000-01-01T00:00:00Z&to=2000-01-02T00:00:00Z"))
                .isEmpty();
    }

    @Test
    void pagesThroughAllPartitionsWithoutGapOrDouble() {
        List<String> published = new ArrayList<>();
        for (int i = 0; i < 23; i++) {
            published.add(publish("e" + i));
        }
        List<String> found = new ArrayList<>();
        String after = "";
        do {
            JsonNode page = hub.get("/events?limit=5&type=" + type + after).json();
            assertThat(page.at("/items").size()).isLessThanOrEqualTo(5);
            found.addAll(page.at("/items").findValuesAsText("position"));
            after = page.at("/next").isNull()
                    ? ""
                    : "&after=" + page.at("/next").asText();
        } while (!after.isEmpty());

        assertThat(found).containsExactlyInAnyOrderElementsOf(published);
    }

    @Test
    void showsOneEventWithWhatTheHubAdded() {
        String position = publish("1", "ce-partitionkey", "k");

        JsonNode event = hub.get("/events/" + position).json();
        assertThat(event.at("/partitionkey").asText()).isEqualTo("k");
        assertThat(event.at("/correlationid").asText()).isNotEmpty();
        assertThat(event.at("/sequence").asText()).endsWith(position.substring(position.indexOf('-') + 1));
        assertProblem(hub.get("/events/1-999999"), 404, "not-found");
        assertProblem(hub.get("/events/4-0"), 404, "not-found");
        assertProblem(hub.get("/events/1-x"), 400, "bad-request");
    }
}
