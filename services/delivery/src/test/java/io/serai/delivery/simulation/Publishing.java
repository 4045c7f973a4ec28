package io.serai.delivery.simulation;

import io.cloudevents.CloudEvent;
import io.cloudevents.core.builder.CloudEventBuilder;
import io.serai.store.Appended;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/** Publishers: of new events, batches, events once more, the same id with other content or key. */
final class Publishing {

    private final World world;
    private final int keys;
    private final List<CloudEvent> published = new ArrayList<>();
    private int events;

    Publishing(World world) {
        this.world = world;
        keys = 1 + world.random.nextInt(5);
    }

    void some() {
        world.any().filter(world::usable).ifPresent(process -> {
            if (world.random.nextInt(4) == 0) {
                List<CloudEvent> batch = new ArrayList<>();
                for (int left = 1 + world.random.nextInt(6); left > 0; left--) {
                    batch.add(next());
                }
                publish(process, batch);
            } else {
                publish(process, next());
            }
        });
    }

    CloudEvent fresh() {
        String id = "e" + ++events;
        String type = world.random.nextInt(3) == 0 ? LogModel.EXPIRING : "order.placed";
        CloudEvent event = event(id, type, "k" + world.random.nextInt(keys), "c" + id);
        published.add(event);
        return event;
    }

    private CloudEvent next() {
        if (published.isEmpty() || world.random.nextInt(10) < 7) {
            return fresh();
        }
        // mostly one of the newest: it may not be acknowledged yet
        int back =
                world.random.nextInt(world.random.nextInt(3) == 0 ? published.size() : Math.min(4, published.size()));
        CloudEvent known = published.get(published.size() - 1 - back);
        return switch (world.random.nextInt(4)) {
            case 0 -> event(known.getId(), known.getType(), String.valueOf(known.getSubject()), "other");
            case 1 -> event(known.getId(), known.getType(), "k" + world.random.nextInt(keys), "c" + known.getId());
            default -> known;
        };
    }

    private static CloudEvent event(String id, String type, String key, String content) {
        return CloudEventBuilder.v1()
                .withId(id)
                .withSource(URI.create("/simulation"))
                .withType(type)
                .withSubject(key)
                .withData("text/plain", content.getBytes(StandardCharsets.UTF_8))
                .build();
    }

    CompletableFuture<Appended> publish(HubProcess process, CloudEvent event) {
        world.ledger.note("%s publishes %s", process.name, shown(event));
        world.log.publishing(event);
        List<DeliveryModel> ready = ready();
        return process.hub.publisher().publish(event).whenComplete((answer, failure) -> {
            if (process.alive) {
                answered(event, answer, failure, ready);
            }
        });
    }

    private void publish(HubProcess process, List<CloudEvent> batch) {
        world.ledger.note(
                "%s publishes a batch of %s",
                process.name, batch.stream().map(Publishing::shown).toList());
        batch.forEach(world.log::publishing);
        List<DeliveryModel> ready = ready();
        process.hub.publisher().publish(batch).whenComplete((answers, failure) -> {
            for (int i = 0; process.alive && answers != null && i < batch.size(); i++) {
                answered(batch.get(i), answers.get(i), null, ready);
            }
        });
    }

    private static String shown(CloudEvent event) {
        return event.getId() + " of " + event.getSubject() + " (" + LogModel.content(event) + ")";
    }

    private List<DeliveryModel> ready() {
        return world.models.stream().filter(model -> model.ready).toList();
    }

    private void answered(
            CloudEvent event, @Nullable Appended answer, @Nullable Throwable failure, List<DeliveryModel> ready) {
        if (answer != null) {
            world.ledger.note("  %s is acknowledged: %s", event.getId(), answer);
            world.log.acknowledged(event, answer);
            if (!answer.duplicate()) {
                ready.forEach(model -> model.story(answer.position()).due = true);
            }
        } else if (failure != null) {
            Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
            world.ledger.note("  %s is refused: %s", event.getId(), cause);
            if (cause != null) {
                world.log.refused(event, cause);
            }
        }
    }
}
