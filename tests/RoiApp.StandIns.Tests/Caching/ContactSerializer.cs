using System.Buffers;
using System.Text;
using Microsoft.Extensions.Caching.Hybrid;

namespace RoiApp.StandIns.Tests.Caching;

/// <summary>Counts, and fails on names that ask for it.</summary>
internal sealed class ContactSerializer : IHybridCacheSerializer<Contact>
{
    private int _read;
    private int _written;

    public int Read => Volatile.Read(ref _read);

    public int Written => Volatile.Read(ref _written);

    public Contact Deserialize(ReadOnlySequence<byte> source)
    {
        Interlocked.Increment(ref _read);
        var name = Encoding.UTF8.GetString(source);
        return name == "cannot be read" ? throw new FormatException(name) : new() { Name = name };
    }

    public void Serialize(Contact value, IBufferWriter<byte> target)
    {
        Interlocked.Increment(ref _written);
        if (value.Name == "cannot be written")
        {
            throw new FormatException(value.Name);
        }

        Encoding.UTF8.GetBytes(value.Name, target);
    }
}
