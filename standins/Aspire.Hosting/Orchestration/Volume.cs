using System.Globalization;
using System.Security.Cryptography;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Configuration;

namespace Aspire.Hosting.Orchestration;

/// <summary>The folder of a server: its data, its password, and a lock that its processes hold as long as one of them lives.</summary>
internal sealed class Volume
{
    /// <summary>Exit code of <see cref="Locked"/> when somebody else holds the lock.</summary>
    public const int InUse = 75;

    // A server whose app host was killed a moment ago is still writing.
    private const int LockPatienceSeconds = 20;
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly bool _temporary;

    private Volume(string folder, bool temporary)
    {
        Folder = folder;
        _temporary = temporary;
    }

    public string Folder { get; }

    /// <summary>
    /// A named volume is a folder below <c>ROI_DATA</c> (by default <c>~/.local/share/roiapp</c>), a bind mount the folder it
    /// names; without either, as with a container that has no volume, the data lives as long as the app host.
    /// </summary>
    public static Volume Of(IResource resource, IDistributedApplicationBuilder builder)
    {
        var mount = resource.Annotations.OfType<ContainerMountAnnotation>().LastOrDefault();
        return mount switch
        {
            { Type: ContainerMountType.BindMount, Source: { } source } => new Volume(Path.GetFullPath(source, builder.AppHostDirectory), false),
            { Source: { } name } => new Volume(Path.Combine(DataFolder(builder.Configuration), "volumes", name), false),
            _ => new Volume(Path.Combine(Path.GetTempPath(), string.Create(CultureInfo.InvariantCulture, $"{resource.Name}-{Environment.ProcessId}")), true),
        };
    }

    /// <summary>Closed to other users from the start: it holds everything that the server knows.</summary>
    public void Create()
    {
        if (OperatingSystem.IsWindows())
        {
            throw new PlatformNotSupportedException("The stand-in runs servers on Linux only.");
        }

        Directory.CreateDirectory(Path.GetDirectoryName(Folder)!);
        Directory.CreateDirectory(Folder, OwnerOnly | UnixFileMode.UserExecute);
    }

    public void CleanUp()
    {
        if (_temporary && Directory.Exists(Folder))
        {
            Directory.Delete(Folder, recursive: true);
        }
    }

    /// <summary>The server's password: made up at the first start, kept in a file that only its owner can read.</summary>
    public string Password()
    {
        var file = Path.Combine(Folder, "password");
        if (!File.Exists(file))
        {
            Create();
            var half = $"{file}.{Guid.NewGuid():N}";
            var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows())
            {
                options.UnixCreateMode = OwnerOnly;
            }

            using (var stream = new FileStream(half, options))
            using (var writer = new StreamWriter(stream))
            {
                writer.Write(RandomNumberGenerator.GetString("ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789", 32));
            }

            File.Move(half, file); // Whole or not at all.
        }

        return File.ReadAllText(file);
    }

    /// <summary>The command, run while holding the folder's lock; it passes to every process that the command becomes or starts.</summary>
    public IEnumerable<string> Locked(params IEnumerable<string> command) =>
    [
        "flock", "--exclusive", "--wait", LockPatienceSeconds.ToString(CultureInfo.InvariantCulture),
        "--conflict-exit-code", InUse.ToString(CultureInfo.InvariantCulture), "--no-fork", Path.Combine(Folder, "lock"), .. command,
    ];

    /// <returns>Words for <see cref="InUse"/>; null for every other exit code.</returns>
    public string? Explain(int exitCode) => exitCode == InUse
        ? $"its data folder {Folder} is in use by another app host; stop that one, or choose another folder with ROI_DATA"
        : null;

    private static string DataFolder(ConfigurationManager configuration) => configuration["ROI_DATA"] is { Length: > 0 } folder
        ? Path.GetFullPath(folder)
        : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".local", "share", "roiapp");
}
