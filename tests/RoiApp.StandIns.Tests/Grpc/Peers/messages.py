"""The messages of the test service, built from its descriptors: no generated code to keep in step."""
from google.protobuf import descriptor_pb2, descriptor_pool, message_factory


class Messages:
    def __init__(self, path):
        files = descriptor_pb2.FileDescriptorSet()
        with open(path, "rb") as stream:
            files.ParseFromString(stream.read())
        self._pool = descriptor_pool.DescriptorPool()
        for file in files.file:
            self._pool.Add(file)
        self._factory = message_factory.MessageFactory(self._pool)

    def __getitem__(self, name):
        return self._factory.GetPrototype(self._pool.FindMessageTypeByName(name))

    def method(self, path):
        """Request and response type of /package.Service/Method."""
        service, name = path.strip("/").rsplit("/", 1)
        found = self._pool.FindServiceByName(service).methods_by_name[name]
        return self[found.input_type.full_name], self[found.output_type.full_name]
