using System.ComponentModel.DataAnnotations;

namespace RoiApp.Processing.Services;

/// <summary>Where an OpenAI-compatible service is, and how it is asked.</summary>
internal class ServiceOptions
{
    /// <summary>Its base address, up to and including <c>/v1</c>. A query (Azure's <c>?api-version=…</c>) is sent with every request.</summary>
    [Required]
    public Uri Endpoint { get; set; } = new("https://api.openai.com/v1");

    /// <summary>Empty where the service asks for none.</summary>
    public string ApiKey { get; set; } = "";

    /// <summary>The model's name at that service (at Azure the deployment's); the step's usual one when empty.</summary>
    public string Model { get; set; } = "";

    /// <summary>Requests of one workflow that are with the service at once.</summary>
    [Range(1, 64)]
    public int Parallel { get; set; } = 4;

    /// <summary>How long one attempt at a request may take, its answer included.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "01:00:00")]
    public TimeSpan AttemptLimit { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>How long a request may take with all its attempts and the waits between them.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "03:00:00")]
    public TimeSpan TotalLimit { get; set; } = TimeSpan.FromMinutes(3);

    /// <summary>Further attempts after the first, where asking again may help.</summary>
    [Range(0, 10)]
    public int Retries { get; set; } = 2;

    /// <summary>The wait before the second attempt, doubled for each further one; a service's <c>Retry-After</c> comes first.</summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "00:10:00")]
    public TimeSpan RetryDelay { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>A <c>Retry-After</c> longer than this is not waited for: the next engine is asked.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "01:00:00")]
    public TimeSpan LongestWait { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>An answer larger than this is refused.</summary>
    [Range(1 << 10, 1 << 28)]
    public long MaxAnswerBytes { get; set; } = 8 << 20;
}
