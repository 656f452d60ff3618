// client.js ENDPOINT KEY WAV: asks a server everything that RoiApp asks, with OpenAI's own client, and writes what it understood as JSON.
import { createReadStream } from 'node:fs';
import OpenAI from 'openai';

const [baseURL, apiKey, wav] = process.argv.slice(2);
const openai = new OpenAI({ baseURL, apiKey, maxRetries: 1 });
const file = () => createReadStream(wav);
const understood = {};

understood.models = (await openai.models.list()).data.map((model) => model.id);

understood.verbose = await openai.audio.transcriptions.create({
    file: file(), model: 'whisper-1', language: 'es', response_format: 'verbose_json', timestamp_granularities: ['word', 'segment'],
});
understood.json = await openai.audio.transcriptions.create({ file: file(), model: 'whisper-1' });
understood.text = await openai.audio.transcriptions.create({ file: file(), model: 'whisper-1', response_format: 'text' });
understood.events = [];
for await (const event of await openai.audio.transcriptions.create({ file: file(), model: 'whisper-1', stream: true })) {
    understood.events.push(event);
}

const conversation = {
    model: 'gpt-4o-mini',
    messages: [{ role: 'user', content: 'Hello' }],
    response_format: { type: 'json_schema', json_schema: { name: 'greeting', strict: true, schema: { type: 'object' } } },
};
// The test has planned a 429 with Retry-After for this one: the client waits and asks again.
understood.chat = (await openai.chat.completions.create(conversation)).choices[0].message.content;

understood.errors = {};
async function failing(name, ask) {
    try {
        await ask();
    } catch (e) {
        understood.errors[name] = { is: e.constructor.name, status: e.status, code: e.code ?? null, param: e.param ?? null, message: e.message };
    }
}
await failing('key', () => new OpenAI({ baseURL, apiKey: 'wrong', maxRetries: 0 }).models.list());
await failing('format', () => openai.audio.transcriptions.create({ file: file(), model: 'whisper-1', response_format: 'xml' }));
await failing('model', () => openai.chat.completions.create({ ...conversation, model: 'nobody' }));
await failing('schema', () => openai.chat.completions.create({ ...conversation, response_format: { type: 'json_schema' } }));

console.log(JSON.stringify(understood));
