package io.serai.delivery.config;

import io.serai.delivery.Definitions.Declared;
import io.serai.delivery.EventFilter;
import io.serai.delivery.EventTypes;
import io.serai.delivery.Policy;
import io.serai.delivery.StartAt;
import io.serai.delivery.Subscription;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;

/** Reads {@code subscriptions.yaml}. */
final class SubscriptionReader {

    private static final Set<String> KEYS = Set.of("types", "filter", "policy", "start", "deliver");

    private final Map<String, Policy> policies;

    SubscriptionReader(Map<String, Policy> policies) {
        this.policies = policies;
    }

    Map<String, Declared> read(Value.Mapping subscriptions) {
        Map<String, Declared> declared = new TreeMap<>();
        subscriptions.entries().forEach((name, value) -> declared.put(name, subscription(name, value)));
        return declared;
    }

    private Declared subscription(String name, Value value) {
        String what = "subscription '" + name + "'";
        Value.Mapping said = value.asMapping(what);
        said.allowOnly(what, KEYS);
        Optional<String> deliver =
                Optional.ofNullable(said.entries().get("deliver")).map(target -> deliver(what, target));
        Policy policy = Optional.ofNullable(said.entries().get("policy"))
                .map(wanted -> policy(what, wanted))
                .orElse(policies.get("default"));
        try {
            Subscription subscription = new Subscription(
                    name,
                    read(what, said, "types", SubscriptionReader::types).orElse(EventTypes.ALL),
                    read(what, said, "filter", text -> EventFilter.parse(text.asText(what + ": filter"))),
                    policy == null ? Policy.DEFAULT : policy,
                    read(what, said, "start", text -> StartAt.parse(text.asText(what + ": start")))
                            .orElse(new StartAt.Now()),
                    said.place().toString());
            return new Declared(subscription, deliver);
        } catch (IllegalArgumentException badName) {
            throw value.mistake(String.valueOf(badName.getMessage()).replace(" (" + said.place() + ")", ""));
        }
    }

    private static <T> Optional<T> read(String what, Value.Mapping said, String key, Function<Value, T> reading) {
        Value value = said.entries().get(key);
        if (value == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(reading.apply(value));
        } catch (IllegalArgumentException mistake) {
            throw value.mistake(what + ": " + mistake.getMessage());
        }
    }

    private static EventTypes types(Value value) {
        if (value instanceof Value.Sequence list) {
            List<String> patterns =
                    list.items().stream().map(item -> item.asText("types")).toList();
            return new EventTypes(patterns);
        }
        return EventTypes.parse(value.asText("types"));
    }

    private Policy policy(String what, Value wanted) {
        String name = wanted.asText(what + ": policy");
        Policy policy = policies.get(name);
        if (policy == null) {
            throw wanted.mistake(what + ": there is no policy '" + name + "'; known are "
                    + String.join(", ", new TreeSet<>(policies.keySet())));
        }
        return policy;
    }

    private static String deliver(String what, Value target) {
        return Endpoints.check(what + ": deliver", target);
    }
}
