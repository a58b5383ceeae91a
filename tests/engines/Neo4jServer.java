// A real Neo4j server without Docker, for tests: Bolt on loopback, no password, small memory.
// usage: java -cp 'lib/…/*' Neo4jServer.java DATA_FOLDER BOLT_PORT PAGE_CACHE_MB      prints "ready"
// It ends on SIGTERM, or when its standard input closes: so never later than the test run.
import java.nio.file.Path;
import org.neo4j.configuration.GraphDatabaseSettings;
import org.neo4j.configuration.connectors.BoltConnector;
import org.neo4j.configuration.helpers.SocketAddress;
import org.neo4j.dbms.api.DatabaseManagementService;
import org.neo4j.dbms.api.DatabaseManagementServiceBuilder;
import org.neo4j.io.ByteUnit;

public class Neo4jServer {
    public static void main(String[] args) throws Exception {
        SocketAddress address = new SocketAddress("127.0.0.1", Integer.parseInt(args[1]));
        DatabaseManagementService server = new DatabaseManagementServiceBuilder(Path.of(args[0]))
            .setConfig(BoltConnector.enabled, true)
            .setConfig(BoltConnector.listen_address, address)
            .setConfig(GraphDatabaseSettings.auth_enabled, false)
            .setConfig(GraphDatabaseSettings.pagecache_memory, ByteUnit.mebiBytes(Integer.parseInt(args[2])))
            .setConfig(GraphDatabaseSettings.preallocate_logical_logs, false)
            .build();
        Runtime.getRuntime().addShutdownHook(new Thread(server::shutdown));
        System.out.println("ready");
        System.out.flush();
        while (System.in.read() >= 0) {
            // nobody writes to us: the read returns when the test run is gone
        }
        System.exit(0);
    }
}
