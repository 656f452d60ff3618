using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Microsoft.Extensions.Caching.Hybrid;
using Microsoft.Extensions.DependencyInjection;

namespace RoiApp.StandIns.Tests.Caching;

public sealed class SerializerTests
{
    private readonly CancellationToken _ct = TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_callers_could_change_is_copied_for_each_and_what_they_cannot_is_shared()
    {
        using var under = new CacheUnderTest();
        var contact = await GetAsync(under, "contact", new Contact { Name = "Sarah" });
        contact.Name = "changed";
        var again = await GetAsync(under, "contact", new Contact());
        Assert.Equal("Sarah", again.Name);
        Assert.NotSame(contact, again);

        var bytes = await GetAsync(under, "bytes", new byte[] { 1, 2, 3 });
        bytes[0] = 9;
        Assert.Equal([1, 2, 3], await GetAsync(under, "bytes", Array.Empty<byte>()));

        var company = await GetAsync(under, "company", new Company("Northgate"));
        Assert.Same(company, await GetAsync(under, "company", new Company("other")));
        var text = await GetAsync(under, "text", new string('a', 3));
        Assert.Same(text, await GetAsync(under, "text", "b"));
    }

    [Fact]
    public async Task Values_of_every_kind_come_back_from_the_second_level()
    {
        var second = new TestSecondLevel();
        using var under = new CacheUnderTest(second);
        await RoundTripAsync(under, "text", "añadir ☎");
        await RoundTripAsync(under, "bytes", new byte[] { 0, 255, 3 });
        await RoundTripAsync(under, "number", 42.5);
        await RoundTripAsync(under, "pair", (Name: "Sarah", Times: 3));
        await RoundTripAsync(under, "pairs", new List<(string Name, int Times)> { ("Sarah", 3), ("Tom", 4) });
        await RoundTripAsync(under, "record", new Company("Northgate"));
        await RoundTripAsync<string?>(under, "nothing", "");
    }

    [Fact]
    public async Task A_types_own_serializer_goes_before_factories_and_the_last_factory_before_others()
    {
        var own = new ContactSerializer();
        using var under = new CacheUnderTest(configure: services => services.AddHybridCache().AddSerializer(own).AddSerializerFactory<Refusing>());
        await GetAsync(under, "contact", new Contact { Name = "Sarah" });
        Assert.Equal(1, own.Written);

        var last = new ContactSerializer();
        using var byFactory = new CacheUnderTest(configure: services =>
            services.AddHybridCache().AddSerializerFactory(new Offering(own)).AddSerializerFactory(new Offering(last)).AddSerializerFactory<Refusing>());
        await GetAsync(byFactory, "contact", new Contact { Name = "Sarah" });
        Assert.Equal((1, 1), (own.Written, last.Written));
    }

    [Fact]
    public async Task A_value_is_written_once_for_both_levels_and_read_once_a_caller()
    {
        var serializer = new ContactSerializer();
        using var under = new CacheUnderTest(new TestSecondLevel(), configure: services => services.AddHybridCache().AddSerializer(serializer));

        await GetAsync(under, "contact", new Contact { Name = "Sarah" });
        await GetAsync(under, "contact", new Contact { Name = "Tom" });

        Assert.Equal((1, 2), (serializer.Written, serializer.Read));
    }

    [Theory]
    [InlineData("cannot be written", 2)]
    [InlineData("cannot be read", 3)]
    public async Task A_serializer_that_fails_is_logged_and_the_callers_to_know(string name, int eventId)
    {
        using var under = new CacheUnderTest(new TestSecondLevel(), configure: services => services.AddHybridCache().AddSerializer<Contact, ContactSerializer>());

        await Assert.ThrowsAsync<FormatException>(() => GetAsync(under, "contact", new Contact { Name = name }));

        Assert.Equal([eventId], under.Log.Ids);
    }

    private async Task<T> GetAsync<T>(CacheUnderTest under, string key, T value) =>
        await under.Cache.GetOrCreateAsync(key, _ => ValueTask.FromResult(value), cancellationToken: _ct);

    private async Task RoundTripAsync<T>(CacheUnderTest under, string key, T value)
    {
        await under.Cache.SetAsync(key, value, cancellationToken: _ct);
        under.ForgetMemory();
        var found = await under.Cache.GetOrCreateAsync(key, _ => ValueTask.FromException<T>(new InvalidOperationException("Made anew.")), cancellationToken: _ct);
        Assert.Equal(JsonSerializer.Serialize(value, s_json), JsonSerializer.Serialize(found, s_json));
    }

    private static readonly JsonSerializerOptions s_json = new() { IncludeFields = true };

    private sealed class Refusing : IHybridCacheSerializerFactory
    {
        public bool TryCreateSerializer<T>([NotNullWhen(true)] out IHybridCacheSerializer<T>? serializer) => (serializer = null) is not null;
    }

    private sealed class Offering(ContactSerializer offered) : IHybridCacheSerializerFactory
    {
        public bool TryCreateSerializer<T>([NotNullWhen(true)] out IHybridCacheSerializer<T>? serializer) =>
            (serializer = offered as IHybridCacheSerializer<T>) is not null;
    }
}
