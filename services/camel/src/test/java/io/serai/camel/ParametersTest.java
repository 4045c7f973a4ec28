package io.serai.camel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Parameters arrive as they were written. */
class ParametersTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "subject = 'a+b'",
                "subject = 'a%b'",
                "source LIKE '/legacy/%'",
                "source LIKE '/legacy/%20/%ab'",
                "subject = 'a&b'",
                "subject = 'a&policy=none&b'",
                "subject = 'a#b'",
                "subject = 'a?b'",
                "subject = 'a=b'",
                "subject = 'a b'",
                "EXISTS subject AND source LIKE '/legacy/%'",
                "(subject = 'x') AND (LEFT(type, 3) = 'abc')",
                "subject = 'a(b)c' OR subject = '{}' OR subject = '[]'",
                "subject = 'ä€😀' OR subject = \"double\"",
                "subject = '+ % & # ? = ; : @ / \\\\ ~ ^ | < > `'",
                "subject != '100%' AND subject != 'RAW(x)'",
            })
    void aFilterArrivesUnmangledFromYamlAndFromRaw(String filter) throws Exception {
        try (Routes routes = new Routes()) {
            routes.yaml(
                            """
                            - route:
                                id: r
                                from:
                                  uri: serai:subscribe/s
                                  parameters:
                                    types: "shop.*"
                                    filter: |-
                                      %s
                                  steps:
                                    - to: mock:end
                            """
                                    .formatted(filter))
                    .start();
            assertThat(routes.hub.only().subscription.filter().orElseThrow().toString())
                    .isEqualTo(filter);
        }
        try (Routes routes = new Routes()) {
            routes.route(r -> r.from("serai:subscribe/s?types=shop.*&filter=RAW(" + filter + ")&policy=default")
                            .to("mock:end"))
                    .start();
            assertThat(routes.hub.only().subscription.filter().orElseThrow().toString())
                    .isEqualTo(filter);
        }
    }

    @Test
    void aFilterThatCannotBeWrittenInAnAddressIsRefusedNotCut() throws Exception {
        try (Routes routes = new Routes()) {
            routes.yaml(
                    """
                    - route:
                        from:
                          uri: serai:subscribe/s
                          parameters: { types: "shop.*", filter: "subject = 'a)&b'" }
                          steps:
                            - to: mock:end
                    """);
            assertThatThrownBy(routes::start).hasMessageContaining("b'");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "${jsonpath($.orderId)}",
                "${header.a}${header.b}",
                "${body}",
                "a+b ${header.a}",
                "100% & more #1 ${header.a}?",
                "${header[a]}=x",
            })
    void anExpressionArrivesUnmangledFromYaml(String expression) throws Exception {
        try (Routes routes = new Routes()) {
            routes.yaml(
                            """
                            - route:
                                id: r
                                from:
                                  uri: direct:in
                                  steps:
                                    - to:
                                        uri: serai:publish
                                        parameters:
                                          type: shop.order.placed
                                          subject: '%s'
                            """
                                    .formatted(expression))
                    .start();
            SeraiEndpoint endpoint = (SeraiEndpoint) routes.context.getEndpoints().stream()
                    .filter(SeraiEndpoint.class::isInstance)
                    .findFirst()
                    .orElseThrow();
            assertThat(endpoint.getSubject()).isEqualTo(expression);
        }
    }

    @Test
    void anExpressionIsEvaluatedForEachMessage() throws Exception {
        try (Routes routes = new Routes()) {
            routes.yaml(
                            """
                            - route:
                                id: r
                                from:
                                  uri: direct:in
                                  steps:
                                    - to:
                                        uri: serai:publish
                                        parameters: { type: shop.order.placed, source: /legacy/orders, subject: "${jsonpath($.orderId)}" }
                            """)
                    .start();
            routes.context.createProducerTemplate().sendBody("direct:in", "{\"orderId\":\"o-1\"}");
            routes.context.createProducerTemplate().sendBody("direct:in", "{\"orderId\":\"o-2\"}");
            assertThat(routes.hub.rejected).isEmpty();
            assertThat(routes.hub.published).extracting(e -> e.getSubject()).containsExactly("o-1", "o-2");
            assertThat(routes.hub.published).allSatisfy(e -> {
                assertThat(e.getType()).isEqualTo("shop.order.placed");
                assertThat(e.getSource()).hasToString("/legacy/orders");
                assertThat(e.getDataContentType()).isEqualTo("application/json");
            });
        }
    }
}
