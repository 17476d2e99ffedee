// The MQTT broker aedes on 127.0.0.1: node aedes.mjs PORT
import net from 'node:net';
import { Aedes } from 'aedes';

// no limit of what waits for a slow subscriber but memory, as mosquitto has with max_queued_messages 0
const broker = await Aedes.createBroker({ queueLimit: 100000, concurrency: 1000 });
const server = net.createServer({ noDelay: true }, broker.handle);
server.listen({ port: Number(process.argv[2]), host: '127.0.0.1', backlog: 1024 });
