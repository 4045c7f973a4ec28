package io.serai.camel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.serai.delivery.Catalog;
import io.serai.delivery.Definitions;
import io.serai.delivery.EventFilter;
import io.serai.delivery.EventTypes;
import io.serai.delivery.Policy;
import io.serai.delivery.StartAt;
import io.serai.delivery.Subscription;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a route and subscriptions.yaml say of a subscription, together. */
class DeclarationTest {

    private final Routes routes = new Routes();

    @AfterEach
    void stop() {
        routes.close();
    }

    private void subscribe(String rest) throws Exception {
        routes.route(r -> r.from("serai:subscribe/" + rest).routeId("r").to("mock:end"))
                .start();
    }

    private void declare(Optional<String> deliver) {
        Policy patient = new Policy(
                "patient",
                Policy.DEFAULT.retry(),
                Policy.DEFAULT.timeout(),
                4,
                Policy.DEFAULT.rate(),
                Policy.Order.KEY,
                Policy.DEFAULT.outage(),
                Policy.DEFAULT.deadLetter());
        Subscription billing = new Subscription(
                "billing",
                EventTypes.parse("shop.order.*"),
                Optional.of(EventFilter.parse("EXISTS subject")),
                patient,
                new StartAt.Now(),
                "subscriptions.yaml:3");
        routes.hub.definitions = new Definitions(
                Map.of("billing", new Definitions.Declared(billing, deliver)),
                Map.of("default", Policy.DEFAULT, "patient", patient),
                Catalog.EMPTY);
    }

    @Test
    void parametersAreEnough() throws Exception {
        declare(Optional.empty());
        subscribe("s?types=a,b.*&filter=EXISTS subject&policy=patient&start=2026-11-22T10:00:00Z");
        Subscription subscription = routes.hub.only().subscription;
        assertThat(subscription.types()).hasToString("a,b.*");
        assertThat(subscription.filter()).contains(EventFilter.parse("EXISTS subject"));
        assertThat(subscription.policy().name()).isEqualTo("patient");
        assertThat(subscription.start()).isEqualTo(new StartAt.Time(Instant.parse("2026-11-22T10:00:00Z")));
        assertThat(subscription.origin()).isEqualTo("route r");
    }

    @Test
    void theDeclarationIsEnough() throws Exception {
        declare(Optional.empty());
        subscribe("billing");
        assertThat(routes.hub.only().subscription.types()).hasToString("shop.order.*");
    }

    @Test
    void bothMayAgree() throws Exception {
        declare(Optional.empty());
        subscribe("billing?types=shop.order.*&policy=patient&filter=EXISTS subject&start=now");
        assertThat(routes.hub.only().subscription.origin()).isEqualTo("subscriptions.yaml:3");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "billing?types=other | subscription 'billing' has types 'other' in its route and 'shop.order.*' in subscriptions.yaml; keep one",
                "billing?filter=RAW(type = 'x') | has filter 'type = 'x'' in its route and 'EXISTS subject' in subscriptions.yaml",
                "billing?policy=default | has policy 'default' in its route and 'patient'",
                "billing?start=beginning | has start 'beginning' in its route and 'now'",
                "s | is not declared in subscriptions.yaml and its route names no types",
                "s?types=a*b | has a wrong parameter types: types: 'a*b' must be a type",
                "s?types=a&policy=none | has policy 'none', which is not declared; there are [default, patient]",
                "s?types=a&start=soon | has a wrong parameter start: start must be now, beginning or a time",
                "s?types=a&filter=RAW(= 1) | has a wrong parameter filter: ",
                "s?types=a&type=b | serai:subscribe/s has no parameter 'type' (was 'b'); the types wanted are given with 'types'",
                "s?types=a&nonsense=b | nonsense",
                "-s?types=a | a name has letters, digits",
            })
    void aMistakeIsNamedWithTheWayOut(String from, String message) throws Exception {
        declare(Optional.empty());
        assertThatThrownBy(() -> subscribe(from)).hasStackTraceContaining(message);
    }

    @Test
    void aRouteBesideDeliverIsRefused() throws Exception {
        declare(Optional.of("http://billing:8080/charges"));
        assertThatThrownBy(() -> subscribe("billing"))
                .hasStackTraceContaining("subscription 'billing' has deliver: http://billing:8080/charges in"
                        + " subscriptions.yaml:3 and a route as well; remove one of them");
    }

    @Test
    void twoRoutesOfOneSubscriptionAreNamed() throws Exception {
        routes.context.setAutoStartup(false);
        routes.with(new org.apache.camel.builder.RouteBuilder() {
                    @Override
                    public void configure() {
                        from("serai:subscribe/s?types=a").routeId("one").to("mock:one");
                        from("serai:subscribe/s?types=b").routeId("two").to("mock:two");
                    }
                })
                .start();

        assertThatThrownBy(() -> SubscribingRoutes.check(routes.context, routes.hub.definitions))
                .isInstanceOf(SubscriptionMistakeException.class)
                .hasMessageContaining("subscription 's' has two routes, 'one' and 'two'");
    }

    @Test
    void aRouteThatDoesNotGoWithWhatIsDeclaredIsFoundBeforeItStarts() throws Exception {
        routes.context.setAutoStartup(false);
        routes.with(new org.apache.camel.builder.RouteBuilder() {
                    @Override
                    public void configure() {
                        from("serai:subscribe/s?types=a&policy=none")
                                .routeId("one")
                                .to("mock:one");
                    }
                })
                .start();

        assertThatThrownBy(() -> SubscribingRoutes.check(routes.context, routes.hub.definitions))
                .isInstanceOf(SubscriptionMistakeException.class)
                .hasMessageContaining("policy 'none', which is not declared")
                .extracting("routeId")
                .isEqualTo("one");
    }

    @Test
    void aSubscriptionWithDeliverHasARouteOfItsOwn() throws Exception {
        declare(Optional.of("mock:target"));
        routes.with(new DeclaredRoutes(routes.hub.definitions)).start();
        assertThat(routes.context.getRoute("subscription-billing")).isNotNull();
        assertThat(routes.hub.only().subscription.name()).isEqualTo("billing");
    }

    @Test
    void oneThatIsPulledHasNone() throws Exception {
        declare(Optional.of("pull"));
        routes.with(new DeclaredRoutes(routes.hub.definitions)).start();
        assertThat(routes.context.getRoutes()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "direct:in | serai:view/x | serai: has no operation 'view'; there are serai:publish and serai:subscribe/NAME",
                "direct:in | serai:publish/x | serai:publish takes no name, was 'x'",
                "direct:in | serai:subscribe/x?types=a | serai:subscribe/x can only be a route's from",
                "serai:publish | mock:x | serai:publish can only be sent to",
                "serai:subscribe | mock:x | serai:subscribe needs the name of the subscription",
                "direct:in | serai:publish?types=a | serai:publish has no parameter 'types' (was 'a'); the type of the event is given with 'type'",
                "direct:in | serai:publish?type=${header. | Simple",
            })
    void anEndpointThatMakesNoSenseIsRefused(String from, String to, String message) throws Exception {
        assertThatThrownBy(() -> routes.route(r -> r.from(from).to(to)).start()).hasStackTraceContaining(message);
    }

    @Test
    void withoutAHubNothingStarts() throws Exception {
        routes.context.getRegistry().unbind("hub");
        assertThatThrownBy(() -> subscribe("s?types=a")).hasStackTraceContaining("component serai has no hub");
    }
}
