package io.serai.sandbox.consumers;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class ArrivalTest {

    @Test
    void readsTheSpellingOfEveryProtocol() {
        Map<String, String> expected =
                Map.of("type", "shop.order.placed", "id", "1", "position", "3-7", "attempt", "2");

        assertThat(arrival(Map.of(
                                "Ce-type",
                                "shop.order.placed",
                                "Ce-id",
                                "1",
                                "Serai-position",
                                "3-7",
                                "Serai-attempt",
                                "2",
                                "Content-type",
                                "text/plain"))
                        .attributes())
                .isEqualTo(expected);
        assertThat(arrival(Map.of(
                                "ce_type",
                                "shop.order.placed",
                                "ce_id",
                                "1",
                                "serai-position",
                                "3-7",
                                "serai-attempt",
                                "2"))
                        .attributes())
                .isEqualTo(expected);
        assertThat(arrival(Map.of(
                                "cloudEvents_type",
                                "shop.order.placed",
                                "cloudEvents_id",
                                "1",
                                "serai_position",
                                "3-7",
                                "serai_attempt",
                                "2",
                                "JMSXGroupID",
                                "x"))
                        .attributes())
                .isEqualTo(expected);
    }

    @Test
    void isOneLine() {
        assertThat(arrival(Map.of(
                                "ce-type",
                                "shop.order.placed",
                                "ce-id",
                                "1",
                                "ce-subject",
                                "A-1",
                                "serai-position",
                                "3-7",
                                "serai-attempt",
                                "2"))
                        .line())
                .isEqualTo("shop.order.placed A-1  position 3-7  attempt 2");
        assertThat(arrival(Map.of()).line()).isEqualTo("an untyped message");
    }

    private static Arrival arrival(Map<String, String> headers) {
        return Arrival.of("billing", headers.keySet(), headers::get, "{}");
    }
}
