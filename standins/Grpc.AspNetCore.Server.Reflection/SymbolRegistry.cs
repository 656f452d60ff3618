using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace Grpc.Reflection;

/// <summary>Where each name of the served services, and of everything they use, is declared.</summary>
internal sealed class SymbolRegistry
{
    private readonly Dictionary<string, FileDescriptor> _byFileName = new(StringComparer.Ordinal);
    private readonly Dictionary<string, FileDescriptor> _bySymbol = new(StringComparer.Ordinal);
    private readonly Dictionary<string, SortedDictionary<int, FileDescriptor>> _extensions = new(StringComparer.Ordinal);

    public SymbolRegistry(IEnumerable<ServiceDescriptor> services)
    {
        foreach (var service in services)
        {
            Add(service.File);
        }
    }

    public FileDescriptor? FileByName(string name) => _byFileName.GetValueOrDefault(name);

    public FileDescriptor? FileOfSymbol(string fullName) => _bySymbol.GetValueOrDefault(fullName);

    public FileDescriptor? FileOfExtension(string type, int number) => _extensions.GetValueOrDefault(type)?.GetValueOrDefault(number);

    /// <summary><see langword="null"/> for a type that is not known; empty for one that has no extensions.</summary>
    public IEnumerable<int>? ExtensionNumbers(string type) =>
        _extensions.TryGetValue(type, out var found) ? found.Keys : _bySymbol.ContainsKey(type) ? [] : null;

    /// <summary>A file and all it imports, each once, so that one answer is enough to build them.</summary>
    public static IEnumerable<ByteString> WithImports(FileDescriptor file)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var queue = new Queue<FileDescriptor>([file]);
        while (queue.TryDequeue(out var next))
        {
            if (seen.Add(next.Name))
            {
                yield return next.SerializedData;
                foreach (var import in next.Dependencies)
                {
                    queue.Enqueue(import);
                }
            }
        }
    }

    private void Add(FileDescriptor file)
    {
        if (!_byFileName.TryAdd(file.Name, file))
        {
            return;
        }

        foreach (var import in file.Dependencies)
        {
            Add(import);
        }

        foreach (var service in file.Services)
        {
            _bySymbol[service.FullName] = file;
            foreach (var method in service.Methods)
            {
                _bySymbol[method.FullName] = file;
            }
        }

        foreach (var type in file.EnumTypes)
        {
            Add(type, file);
        }

        foreach (var message in file.MessageTypes)
        {
            Add(message, file);
        }

        AddExtensions(file.Extensions.UnorderedExtensions, file);
    }

    private void Add(MessageDescriptor message, FileDescriptor file)
    {
        _bySymbol[message.FullName] = file;
        foreach (var field in message.Fields.InDeclarationOrder())
        {
            _bySymbol[field.FullName] = file;
        }

        foreach (var oneof in message.Oneofs)
        {
            _bySymbol[oneof.FullName] = file;
        }

        foreach (var type in message.EnumTypes)
        {
            Add(type, file);
        }

        foreach (var nested in message.NestedTypes)
        {
            Add(nested, file);
        }

        AddExtensions(message.Extensions.UnorderedExtensions, file);
    }

    private void Add(EnumDescriptor type, FileDescriptor file)
    {
        _bySymbol[type.FullName] = file;
        foreach (var value in type.Values)
        {
            _bySymbol[value.FullName] = file;
        }
    }

    private void AddExtensions(IEnumerable<FieldDescriptor> extensions, FileDescriptor file)
    {
        foreach (var extension in extensions)
        {
            _bySymbol[extension.FullName] = file;
            var type = extension.ExtendeeType.FullName;
            if (!_extensions.TryGetValue(type, out var found))
            {
                _extensions[type] = found = [];
            }

            found[extension.FieldNumber] = file;
        }
    }
}
