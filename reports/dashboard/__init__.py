"""The dashboard: what is asked of it, what is read, the brief that is written from it, the charts that are drawn."""

from reports.dashboard.asked import Asked
from reports.dashboard.reading import Dashboard, Share, dashboard_of, plan_year_shown

__all__ = ["Asked", "Dashboard", "Share", "dashboard_of", "plan_year_shown"]
