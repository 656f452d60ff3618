using System.ComponentModel.DataAnnotations;
using System.Globalization;

namespace RoiApp.Api.Settings;

/// <summary>Bounds a setting that is a time. Unlike <see cref="RangeAttribute"/> it keeps no state, so that several hosts may start at once.</summary>
/// <param name="from">Such as <c>00:00:01</c>; taken itself.</param>
/// <param name="to">Such as <c>1.00:00:00</c>; taken itself.</param>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class TimeRangeAttribute(string from, string to) : ValidationAttribute
{
    public string From => from;

    public string To => to;

    public override bool IsValid(object? value) =>
        value is TimeSpan time && time >= TimeSpan.Parse(from, CultureInfo.InvariantCulture) && time <= TimeSpan.Parse(to, CultureInfo.InvariantCulture);

    public override string FormatErrorMessage(string name) => $"Setting {name} has to be a time from {from} to {to}.";
}
