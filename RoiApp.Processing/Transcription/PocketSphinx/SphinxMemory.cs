using System.Runtime.InteropServices;

namespace RoiApp.Processing.Transcription.PocketSphinx;

/// <summary>Gives back what the library has allocated for its caller, by C's own free.</summary>
internal static unsafe class SphinxMemory
{
    public static void Free(nint memory) => NativeMemory.Free((void*)memory);
}
