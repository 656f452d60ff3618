using System.Text.Json;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace RoiApp.Api.Data;

/// <summary>An enumeration as the lower-case word that REST answers and people read in the table.</summary>
internal sealed class EnumWord<T>() : ValueConverter<T, string>(value => Words.Of(value), word => Words.Parse<T>(word))
    where T : struct, Enum;

/// <summary>A time as whole microseconds since 1970, UTC.</summary>
internal sealed class UnixMicroseconds() : ValueConverter<DateTimeOffset, long>(
    at => Of(at),
    micros => DateTimeOffset.UnixEpoch.AddTicks(micros * TimeSpan.TicksPerMicrosecond))
{
    public static long Of(DateTimeOffset at) => (at.UtcTicks - DateTimeOffset.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond;
}

/// <summary>A small list as JSON text, the same on both databases.</summary>
internal sealed class JsonText<T>() : ValueConverter<T, string>(
    value => JsonSerializer.Serialize(value, typeof(T), DataJson.Default),
    json => (T)JsonSerializer.Deserialize(json, typeof(T), DataJson.Default)!);

/// <summary>Lists are replaced as a whole, never changed in place: comparing references is enough.</summary>
internal sealed class ByReference<T>() : ValueComparer<T>((a, b) => ReferenceEquals(a, b), value => value == null ? 0 : value.GetHashCode(), value => value)
    where T : class;
