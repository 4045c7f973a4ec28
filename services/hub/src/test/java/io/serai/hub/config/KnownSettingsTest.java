package io.serai.hub.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which names are settings, and what was meant by one that is none. */
class KnownSettingsTest {

    private final KnownSettings known = new KnownSettings();

    @BeforeEach
    void theHubs() {
        known.add("serai", SeraiProperties.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "serai.data-dir",
                "serai.dataDir",
                "serai.data_dir",
                "serai.DATADIR",
                "serai.store.max-event-size",
                "serai.policies.patient.retry.attempts",
                "serai.policies[my.policy].timeout",
                "serai.default-policy.timeout",
                "serai.max-hops",
            })
    void namesInAnySpellingAreKnown(String name) {
        assertThat(known.knows(name)).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "serai.rotes, serai.routes",
        "serai.store.partitons, serai.store.partitions",
        "serai.partitions, serai.store.partitions",
        "serai.datadir2, serai.data-dir",
        "serai.hawtio.pasword, serai.hawtio.password",
    })
    void aNameWithASlipIsNotAndTheNearestIsNamed(String name, String meant) {
        assertThat(known.knows(name)).isFalse();
        assertThat(known.nearest(name))
                .hasValueSatisfying(nearest -> assertThat(nearest).isEqualTo(meant));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SERAI_DATA_DIR",
                "SERAI_DATADIR",
                "SERAI_STORE_MAX_EVENT_SIZE",
                "SERAI_STORE_MAXEVENTSIZE",
                "SERAI_POLICIES_PATIENT_RETRY_ATTEMPTS",
            })
    void environmentVariablesAreKnownWithoutDotsAndDashes(String name) {
        assertThat(known.knowsVariable(name)).isTrue();
        assertThat(known.knowsVariable(name.replace("SERAI_", "SERAI_X"))).isFalse();
    }
}
