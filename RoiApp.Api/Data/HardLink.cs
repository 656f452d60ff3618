using System.Runtime.InteropServices;

namespace RoiApp.Api.Data;

/// <summary>Gives a file a second name in one step; .NET 10 has no call for it.</summary>
internal static partial class HardLink
{
    /// <summary>False where the file system has no links, or somebody else gave that name first.</summary>
    public static bool TryCreate(string existing, string added) =>
        OperatingSystem.IsWindows() ? CreateHardLink(added, existing, 0) : Link(existing, added) == 0;

    [LibraryImport("libc", EntryPoint = "link", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Link(string existing, string added);

    [LibraryImport("kernel32", EntryPoint = "CreateHardLinkW", StringMarshalling = StringMarshalling.Utf16)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool CreateHardLink(string added, string existing, nint securityAttributes);
}
