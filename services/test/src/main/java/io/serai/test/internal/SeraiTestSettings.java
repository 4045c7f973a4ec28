package io.serai.test.internal;

import io.serai.test.SeraiTest;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** What the annotation of a test says. */
record SeraiTestSettings(List<Path> routes, Set<String> outside, int partitions) {

    private static final Set<String> OUTSIDE = Set.of("http", "https", "kafka", "jms", "activemq", "activemq6", "amqp");

    static SeraiTestSettings of(SeraiTest annotation) {
        Set<String> outside = new TreeSet<>(OUTSIDE);
        outside.addAll(List.of(annotation.outside()));
        return new SeraiTestSettings(
                java.util.Arrays.stream(annotation.routes()).map(Path::of).toList(), outside, annotation.partitions());
    }
}
