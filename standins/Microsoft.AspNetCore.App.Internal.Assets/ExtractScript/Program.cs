using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

// ExtractScript ASSEMBLY RESOURCE FILE: writes one embedded resource of an assembly to a file.
// The assembly is read, never loaded: it is built for another platform and another version of .NET.
if (args is not [var assembly, var name, var file])
{
    await Console.Error.WriteLineAsync("Usage: ExtractScript ASSEMBLY RESOURCE FILE");
    return 2;
}

using var image = new PEReader(File.OpenRead(assembly));
var metadata = image.GetMetadataReader();
var resource = metadata.ManifestResources
    .Select(metadata.GetManifestResource)
    .Where(candidate => candidate.Implementation.IsNil && metadata.StringComparer.Equals(candidate.Name, name))
    .ToList();
if (resource is not [var script] || image.PEHeaders.CorHeader is not { } header)
{
    await Console.Error.WriteLineAsync($"{assembly} holds no resource named {name}.");
    return 1;
}

// ECMA-335 II.22.24: a resource is its length in four bytes, then its bytes, at an offset into the resources directory.
var content = image.GetSectionData(header.ResourcesDirectory.RelativeVirtualAddress).GetReader();
content.Offset = checked((int)script.Offset);
Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(file))!);
await File.WriteAllBytesAsync(file, content.ReadBytes(content.ReadInt32()));
return 0;
