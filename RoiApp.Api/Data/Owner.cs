namespace RoiApp.Api.Data;

/// <summary>Whose workflows they are. Without sign-in there is one owner; every query names it all the same.</summary>
internal static class Owner
{
    public const string Local = "local";
}
