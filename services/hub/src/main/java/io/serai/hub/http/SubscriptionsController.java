package io.serai.hub.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.serai.delivery.EventHub;
import io.serai.delivery.Overview;
import io.serai.delivery.PartitionState;
import io.serai.delivery.SubscriptionState;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** The subscriptions: how they stand, stopping them and letting them go on. */
@RestController
@Tag(name = "subscriptions")
final class SubscriptionsController {

    private final EventHub hub;

    SubscriptionsController(EventHub hub) {
        this.hub = hub;
    }

    /** A subscription as it stands. */
    @Schema(name = "Subscription")
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Shown(
            String name,
            @Schema(
                            description =
                                    "starting, active, paused, outage (the target is down and probed) or detached (no target)")
                    String status,
            String types,
            @Schema(description = "CloudEvents SQL") @Nullable String filter,
            String policy,
            @Schema(description = "where it was declared") String origin,
            @Schema(description = "events between its cursors and the end of the log, whether they match or not")
                    long lag,
            @Schema(description = "attempts running") int inFlight,
            @Schema(description = "deliveries that wait for their next attempt") long retrying,
            @Schema(description = "dead letters neither resolved nor discarded") long dead,
            @Schema(description = "deliveries done since the process started") long delivered,
            @Schema(description = "attempts failed since the process started") long failedAttempts,
            @Nullable String lastError,
            @Nullable Instant lastErrorTime,
            @Schema(description = "since when the target counts as down") @Nullable Instant outageSince,
            @Schema(description = "where it was asked for; one that moves, or whose node gives no answer, is missing")
                    @Nullable
                    List<Partition> partitions,
            @Schema(description = "nodes that gave no answer in time: what they deliver is not in it")
                    @JsonInclude(JsonInclude.Include.NON_EMPTY)
                    List<String> incomplete) {

        static Shown of(SubscriptionState state) {
            return of(state, null, List.of());
        }

        static Shown of(SubscriptionState state, @Nullable List<Partition> partitions, List<String> incomplete) {
            return new Shown(
                    state.name(),
                    state.status().name().toLowerCase(Locale.ROOT),
                    state.types(),
                    state.filter().orElse(null),
                    state.policy(),
                    state.origin(),
                    state.lag(),
                    state.inFlight(),
                    state.retrying(),
                    state.dead(),
                    state.delivered(),
                    state.failedAttempts(),
                    state.lastError().orElse(null),
                    state.lastErrorTime().orElse(null),
                    state.outageSince().orElse(null),
                    partitions,
                    incomplete);
        }
    }

    /** A page of them. */
    @Schema(name = "Subscriptions")
    @JsonInclude
    record Listed(
            List<Shown> items,
            @Schema(description = "give it as 'after' to get what follows; null at the end") @Nullable String next,
            @Schema(description = "nodes that gave no answer in time: what they deliver is in no number")
                    @JsonInclude(JsonInclude.Include.NON_EMPTY)
                    List<String> incomplete) {

        static Listed of(Page<Shown> page, List<String> incomplete) {
            return new Listed(page.items(), page.next(), incomplete);
        }
    }

    /** A subscription in one partition. */
    @Schema(name = "SubscriptionPartition")
    record Partition(
            int partition,
            @Schema(description = "the node that delivers it") String owner,
            @Schema(description = "grows with every take-over of the partition") long incarnation,
            @Schema(
                            description =
                                    "the first offset not passed, as saved: whoever takes the partition over begins there")
                    long next,
            @Schema(description = "events before it, whether they match or not") long lag,
            @Schema(
                            description =
                                    "deliveries that wait for their next attempt, and events that wait for one of their key")
                    long retrying) {

        static Partition of(PartitionState state) {
            return new Partition(
                    state.partition(), state.owner(), state.incarnation(), state.next(), state.lag(), state.retrying());
        }
    }

    @GetMapping(path = "/subscriptions", produces = MediaType.APPLICATION_JSON_VALUE)
    @Operation(operationId = "listSubscriptions", summary = "All subscriptions, in order of name")
    Listed list(
            @Parameter(description = "at most so many, 1 to 1000") @RequestParam(defaultValue = Page.DEFAULT_LIMIT)
                    int limit,
            @Parameter(description = "'next' of the page before") @RequestParam(defaultValue = "") String after) {
        Overview<SubscriptionState> all = hub.deliveries().subscriptionsOverview();
        List<SubscriptionState> found = all.items().stream()
                .filter(state -> state.name().compareTo(after) > 0)
                .limit(Page.limit(limit) + 1L)
                .toList();
        return Listed.of(Page.of(found, limit, Shown::of, SubscriptionState::name), all.silent());
    }

    @GetMapping(path = "/subscriptions/{name}", produces = MediaType.APPLICATION_JSON_VALUE)
    @Operation(operationId = "getSubscription", summary = "One subscription")
    Shown get(
            @PathVariable String name,
            @Parameter(description = "with how it stands in each partition: which of them is stuck, and where")
                    @RequestParam(defaultValue = "false")
                    boolean partitions) {
        Overview<SubscriptionState> all = hub.deliveries().subscriptionsOverview();
        SubscriptionState state = known(name, all.items());
        if (!partitions) {
            return Shown.of(state, null, all.silent());
        }
        Overview<PartitionState> each = hub.deliveries().partitionsOverview(name);
        return Shown.of(
                state,
                each.items().stream().map(Partition::of).toList(),
                Stream.concat(all.silent().stream(), each.silent().stream())
                        .distinct()
                        .sorted()
                        .toList());
    }

    @PostMapping(path = "/subscriptions/{name}/pause", produces = MediaType.APPLICATION_JSON_VALUE)
    @Operation(
            operationId = "pauseSubscription",
            summary = "Start no more attempts until resumed, through restarts; attempts running end")
    CompletableFuture<Shown> pause(@PathVariable String name) {
        known(name);
        return hub.deliveries().pause(name).thenApply(done -> Shown.of(known(name)));
    }

    @PostMapping(path = "/subscriptions/{name}/resume", produces = MediaType.APPLICATION_JSON_VALUE)
    @Operation(operationId = "resumeSubscription", summary = "Let a paused subscription go on")
    CompletableFuture<Shown> resume(@PathVariable String name) {
        known(name);
        return hub.deliveries().resume(name).thenApply(done -> Shown.of(known(name)));
    }

    @DeleteMapping(path = "/subscriptions/{name}", produces = MediaType.APPLICATION_JSON_VALUE)
    @Operation(
            operationId = "deleteSubscription",
            summary = "Forget a subscription that has no target: its cursors, retries and dead letters")
    @ApiResponse(responseCode = "204", description = "forgotten")
    @ApiResponse(responseCode = "409", description = "it has a target: take it out of the routes folder first")
    CompletableFuture<ResponseEntity<Void>> delete(@PathVariable String name) {
        SubscriptionState state = known(name);
        if (state.status() != SubscriptionState.Status.DETACHED) {
            throw ProblemException.state("subscription '" + name + "' is declared by " + state.origin()
                    + "; take it out there, restart, and delete it then");
        }
        return hub.deliveries().delete(name).thenApply(done -> ResponseEntity.noContent()
                .build());
    }

    private SubscriptionState known(String name) {
        return known(name, hub.deliveries().subscriptions());
    }

    private static SubscriptionState known(String name, List<SubscriptionState> all) {
        return all.stream()
                .filter(state -> state.name().equals(name))
                .findFirst()
                .orElseThrow(() -> ProblemException.notFound("there is no subscription '" + name + "'"));
    }
}
