package io.serai.test;

import io.serai.test.internal.SeraiTestConfiguration;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.apache.camel.test.spring.junit5.CamelSpringBootTest;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.test.annotation.DirtiesContext;

/**
 * A test of routes as the hub runs them. The engine is the real one; the store is in memory and new for each test
 * method, the clock moves only when the test says so, and what the routes talk to outside – HTTP, Kafka, JMS – is
 * replaced: see {@link Serai#arrive} and {@link Serai#target}.
 *
 * <pre>{@code
 * @SeraiTest(routes = "../../routes")
 * class ShippingTest {
 *
 *     @Autowired
 *     Serai serai;
 *
 *     @Test
 *     void whatIsPaidIsShipped() throws Exception {
 *         serai.target("jms:queue:shipping").expectedMessageCount(1);
 *         serai.publish("shop.order.paid", "o-1", "{}");
 *         serai.settle();
 *         serai.target("jms:queue:shipping").assertIsSatisfied();
 *     }
 * }
 * }</pre>
 */
@Documented
@Inherited
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
@CamelSpringBootTest
@SpringBootTest(
        classes = SeraiTestConfiguration.class,
        webEnvironment = SpringBootTest.WebEnvironment.NONE,
        properties = {"camel.main.shutdown-timeout=5", "spring.main.banner-mode=off"})
@DirtiesContext(classMode = DirtiesContext.ClassMode.AFTER_EACH_TEST_METHOD)
public @interface SeraiTest {

    /**
     * The routes to test: folders, of which every {@code *.camel.yaml} is loaded, or single files. Beside them,
     * {@code subscriptions.yaml}, {@code policies.yaml} and {@code catalog.yaml} are read. Relative to where the test
     * runs: the folder of its module.
     */
    String[] routes() default {};

    /** Schemes to replace besides http, https, kafka, jms, activemq, activemq6 and amqp. */
    String[] outside() default {};

    /** The number of partitions of the store. */
    int partitions() default 4;
}
