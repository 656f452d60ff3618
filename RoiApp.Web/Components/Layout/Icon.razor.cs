using System.Collections.Frozen;
using Microsoft.AspNetCore.Components;

namespace RoiApp.Web.Components.Layout;

/// <summary>A small drawing beside a word that says the same; screen readers pass over it.</summary>
public sealed partial class Icon
{
    private static readonly FrozenDictionary<string, string> s_paths = new Dictionary<string, string>
    {
        ["upload"] = "M12 16V4m0 0L7 9m5-5 5 5M4 15v3a2 2 0 0 0 2 2h12a2 2 0 0 0 2-2v-3",
        ["download"] = "M12 4v12m0 0 5-5m-5 5-5-5M4 19h16",
        ["audio"] = "M4 10v4M8 6.500v11M12 4v16M16 8v8M20 10.500v3",
        ["text"] = "M6 3h8l4 4v14H6zM14 3v4h4M9 12h6M9 16h6",
        ["check"] = "m5 12.500 4.500 4.500L19 7.500",
        ["cross"] = "M6 6l12 12M18 6 6 18",
        ["dash"] = "M6 12h12",
        ["alert"] = "M12 8v5m0 3.200v.1M10.300 4 2.800 17.200A2 2 0 0 0 4.500 20h15a2 2 0 0 0 1.700-2.800L13.700 4a2 2 0 0 0-3.400 0z",
        ["retry"] = "M4 12a8 8 0 0 1 13.700-5.600L20 8.500M20 4v4.500h-4.500M20 12a8 8 0 0 1-13.700 5.600L4 15.500M4 20v-4.500h4.500",
        ["trash"] = "M4 7h16M10 11v6M14 11v6M6 7l1 13h10l1-13M9 7V4h6v3",
        ["back"] = "M19 12H5m0 0 6-6m-6 6 6 6",
        ["next"] = "m9 6 6 6-6 6",
        ["play"] = "M8 5.500v13l11-6.500z",
        ["copy"] = "M9 9h11v11H9zM5 15H4V4h11v1",
        ["edit"] = "M4 20h4L19.500 8.500l-4-4L4 16zM13 7l4 4",
        ["search"] = "M10.500 4a6.500 6.500 0 1 0 0 13 6.500 6.500 0 0 0 0-13zM15.500 15.500 20 20",
        ["person"] = "M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM4 20c1-4 4-6 8-6s7 2 8 6",
        ["plug"] = "M9 3v5M15 3v5M6 8h12v3a6 6 0 0 1-12 0zM12 17v4",
    }.ToFrozenDictionary();

    /// <summary>Which drawing.</summary>
    [Parameter, EditorRequired]
    public string Name { get; set; } = "";

    private string Path => s_paths[Name];
}
