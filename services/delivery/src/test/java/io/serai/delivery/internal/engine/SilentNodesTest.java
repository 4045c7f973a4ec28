package io.serai.delivery.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.store.Peers;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class SilentNodesTest {

    private final SilentNodes nodes = new SilentNodes();

    @Test
    void oneThatFallsSilentIsToldOnce() {
        assertThat(after(List.of("n2"), List.of("n3")).fell()).containsOnlyKeys("n3");
        assertThat(after(List.of("n2"), List.of("n3")).fell()).isEmpty();
        assertThat(after(List.of(), List.of("n2", "n3")).fell()).containsOnlyKeys("n2");
    }

    @Test
    void oneThatAnswersAgainIsToldOnce() {
        after(List.of(), List.of("n2", "n3"));

        assertThat(after(List.of("n2"), List.of("n3")).back()).containsExactly("n2");
        assertThat(after(List.of("n2"), List.of("n3")).back()).isEmpty();
    }

    @Test
    void oneThatIsGoneIsForgotten() {
        after(List.of("n2"), List.of("n3"));

        assertThat(after(List.of("n2"), List.of()).back()).isEmpty();
        assertThat(after(List.of("n2", "n3"), List.of()).back()).isEmpty();
        assertThat(after(List.of("n2"), List.of("n3")).fell()).containsOnlyKeys("n3");
    }

    private SilentNodes.Change after(List<String> answered, List<String> silent) {
        TreeMap<String, byte[]> answers = new TreeMap<>();
        answered.forEach(node -> answers.put(node, new byte[0]));
        TreeMap<String, RuntimeException> failures = new TreeMap<>();
        silent.forEach(node -> failures.put(node, new IllegalStateException("silent")));
        return nodes.after(new Peers.Answers(answers, failures));
    }
}
