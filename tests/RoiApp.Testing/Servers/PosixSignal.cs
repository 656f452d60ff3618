using System.ComponentModel;
using System.Runtime.InteropServices;

namespace RoiApp.Testing.Servers;

/// <summary>A signal to another process, by its number (POSIX <c>kill</c>).</summary>
public readonly record struct PosixSignal(int Number)
{
    /// <summary>Ends a process at once; it cannot be caught.</summary>
    public static PosixSignal Kill { get; } = new(9);

    /// <summary>Asks a process to end.</summary>
    public static PosixSignal Terminate { get; } = new(15);

    /// <summary>Halts a process: its connections stay open, and nobody answers on them.</summary>
    public static PosixSignal Stop { get; } = new(OperatingSystem.IsMacOS() ? 17 : 19);

    /// <summary>Lets a halted process go on.</summary>
    public static PosixSignal Continue { get; } = new(OperatingSystem.IsMacOS() ? 19 : 18);

    /// <exception cref="Win32Exception">There is no such process, or it is somebody else's.</exception>
    public void SendTo(int processId)
    {
        if (NativeKill(processId, Number) != 0)
        {
            throw new Win32Exception(Marshal.GetLastPInvokeError());
        }
    }

    [DllImport("libc", EntryPoint = "kill", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int NativeKill(int processId, int signal);
}
