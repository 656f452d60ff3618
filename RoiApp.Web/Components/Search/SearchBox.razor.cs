using Microsoft.AspNetCore.Components;

namespace RoiApp.Web.Components.Search;

/// <summary>Leads from any page to what was said about something.</summary>
public sealed partial class SearchBox(NavigationManager navigation)
{
    private string _text = "";

    private void Search()
    {
        if (!string.IsNullOrWhiteSpace(_text))
        {
            navigation.NavigateTo(SearchPage.AddressOf(_text));
            _text = "";
        }
    }
}
